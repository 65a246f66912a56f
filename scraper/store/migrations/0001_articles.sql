-- The first schema.  Comments inside the statements are kept by SQLite: `.schema` shows them.

CREATE TABLE sites (  -- publications: hosts that articles were read from
    host TEXT PRIMARY KEY,  -- host name in lower case, without "www."
    name TEXT  -- name of the publication as its pages give it; NULL: not given
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (  -- the sources of scraper.toml that ever named an address
    name TEXT PRIMARY KEY,  -- as in scraper.toml
    first_seen TEXT NOT NULL,  -- UTC: when it first named an address
    last_found TEXT,  -- UTC: when it last named any address; old means: the feed is dead
    last_new TEXT  -- UTC: when it last named an address not known before
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (  -- one row an article
    id INTEGER PRIMARY KEY,  -- number of the article in this database
    url TEXT NOT NULL UNIQUE,  -- address the page was read from
    canonical_url TEXT,  -- address the page names as its own; NULL: none named
    site TEXT NOT NULL REFERENCES sites (host),  -- host of url, without "www."
    site_name TEXT,  -- name of the publication as this page gives it
    title TEXT,  -- headline as shown, without the site's name
    subtitle TEXT,  -- standfirst as shown
    description TEXT,  -- the page's meta description
    published TEXT,  -- first publication: ISO 8601, UTC ("...Z") or a bare date; NULL: not named
    published_day TEXT GENERATED ALWAYS AS (substr(published, 1, 10)) VIRTUAL,  -- of published
    modified TEXT,  -- last change the page names, likewise
    section TEXT,  -- section or category as shown
    breadcrumbs TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(breadcrumbs)),  -- JSON list of names
    language TEXT,  -- ISO 639-1 code of the text
    word_count INTEGER NOT NULL CHECK (word_count >= 0),  -- words of text; CJK: characters
    facts_heading TEXT,  -- heading of the key-facts box; NULL: no box, or no heading
    facts_position INTEGER NOT NULL DEFAULT 0,  -- number of body blocks before the box
    fact_count INTEGER NOT NULL DEFAULT 0,  -- number of rows in facts
    reading_minutes INTEGER,  -- as shown
    comment_count INTEGER,  -- as shown
    is_article INTEGER NOT NULL CHECK (is_article IN (0, 1)),  -- 0: home, listing, shop ... page
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),  -- in the record as a whole
    sources TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(sources)),  -- JSON: field -> its origin
    notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes)),  -- JSON list: remarks of the reader
    first_seen TEXT NOT NULL,  -- UTC: when it was stored first
    last_seen TEXT NOT NULL,  -- UTC: when the page was last seen to hold it
    last_changed TEXT,  -- UTC: when its content was last seen to differ; NULL: never changed
    content_hash TEXT NOT NULL,  -- of headline, byline, dates, section, tags, facts and body
    record_hash TEXT NOT NULL,  -- of the whole record
    text TEXT NOT NULL  -- the body as plain text, a block a line, key facts not among it
) STRICT;
CREATE INDEX articles_published ON articles (published);
CREATE INDEX articles_site ON articles (site, published, fact_count);
CREATE INDEX articles_first_seen ON articles (first_seen);
CREATE INDEX articles_canonical ON articles (canonical_url) WHERE canonical_url <> url;

CREATE TABLE authors (  -- people (or agencies) by site
    id INTEGER PRIMARY KEY,  -- number of the author in this database
    site TEXT NOT NULL REFERENCES sites (host),  -- where the byline stands
    name TEXT NOT NULL,  -- as the byline shows it
    url TEXT,  -- profile page; NULL: none linked so far
    bio TEXT,  -- latest biography seen
    links TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(links))  -- JSON list: website, social ...
) STRICT;
CREATE UNIQUE INDEX authors_identity ON authors (site, name, coalesce(url, ''));
CREATE INDEX authors_name ON authors (name);

CREATE TABLE article_authors (  -- who wrote what
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,  -- in the byline, from 0
    author_id INTEGER NOT NULL REFERENCES authors (id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_authors_author ON article_authors (author_id);

CREATE TABLE facts (  -- items of the key-facts boxes
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,  -- in the box, from 0
    label TEXT,  -- "Sales Figures" of "Sales Figures: In Q1 ..."; NULL: none
    text TEXT NOT NULL,  -- without label and number
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_label ON facts (label);

CREATE TABLE blocks (  -- the body, block by block
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,  -- reading order, from 0
    kind TEXT NOT NULL,  -- heading, paragraph, list_item, quote, code, table, caption, definition
    level INTEGER,  -- heading: 1 to 6; list_item, quote: nesting depth from 1; else NULL
    text TEXT NOT NULL,  -- plain text; table: one row, cells by tab
    html TEXT,  -- sanitised inner HTML; NULL: the same as text
    PRIMARY KEY (article_id, position)
) STRICT;

CREATE TABLE related_links (  -- links to other articles, list by list
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,  -- on the page, from 0
    group_name TEXT,  -- heading of the list ("Related Posts"), or previous / next; NULL: none
    title TEXT NOT NULL,  -- headline the link shows
    url TEXT NOT NULL,  -- where it leads
    section TEXT,  -- as shown beside the link
    published TEXT,  -- ISO 8601, as shown beside the link
    target_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,  -- the article; NULL: not stored
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX related_links_target ON related_links (target_id) WHERE target_id IS NOT NULL;
CREATE INDEX related_links_unresolved ON related_links (url) WHERE target_id IS NULL;

CREATE TABLE tags (  -- tags and topics
    id INTEGER PRIMARY KEY,  -- number of the tag in this database
    name TEXT NOT NULL UNIQUE  -- as shown
) STRICT;

CREATE TABLE article_tags (  -- which article has which tags
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id),
    position INTEGER NOT NULL,  -- on the page, from 0
    PRIMARY KEY (article_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_tags_tag ON article_tags (tag_id);

CREATE TABLE images (  -- images of the articles
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,  -- on the page, from 0
    url TEXT NOT NULL,  -- of the largest version named
    alt TEXT,  -- alternative text
    caption TEXT,  -- as shown, without the credit
    credit TEXT,  -- photographer or agency as shown
    is_lead INTEGER NOT NULL CHECK (is_lead IN (0, 1)),  -- 1: above or beside the headline
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE urls (  -- every address known, and what becomes of it
    url TEXT PRIMARY KEY,  -- the address
    state TEXT NOT NULL CHECK (state IN ('new', 'ok', 'failed', 'gone', 'skipped')),
    -- new: never fetched; ok: stored; failed: will be tried again; gone: never again;
    -- skipped: fetched, but not an article; or, never fetched, older than its source here
    source TEXT REFERENCES sources (name),  -- NULL: given by hand
    found_in TEXT,  -- feed, sitemap or page that named it
    title TEXT,  -- as the feed or link names it
    published TEXT,  -- ISO 8601, as the feed or sitemap names it
    modified TEXT,  -- likewise
    etag TEXT,  -- for the next conditional request
    last_modified TEXT,  -- likewise, as the server wrote it
    first_seen TEXT NOT NULL,  -- UTC: when the address became known
    last_fetch TEXT,  -- UTC; NULL: never fetched
    next_fetch TEXT,  -- UTC; NULL: at once while new, else never again
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),  -- in a row
    error_kind TEXT,  -- dns, refused, timeout, status ...; NULL: the last look worked
    error TEXT,  -- the same for humans
    last_change TEXT,  -- UTC: the look that last found it changed; NULL: none did
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL  -- what it holds; NULL: nothing
) STRICT, WITHOUT ROWID;
CREATE INDEX urls_new ON urls (source) WHERE state = 'new';
CREATE INDEX urls_due ON urls (next_fetch) WHERE state IN ('ok', 'failed');
CREATE INDEX urls_failing ON urls (last_fetch) WHERE error_kind IS NOT NULL;
CREATE INDEX urls_source ON urls (source, state);
CREATE INDEX urls_article ON urls (article_id) WHERE article_id IS NOT NULL;

CREATE TABLE runs (  -- scheduled runs
    id INTEGER PRIMARY KEY,  -- number of the run, counted up
    started TEXT NOT NULL,  -- UTC
    ended TEXT,  -- UTC; NULL: still running, or killed
    found INTEGER NOT NULL DEFAULT 0,  -- addresses that discovery named, known ones included
    added INTEGER NOT NULL DEFAULT 0,  -- of these, not known before
    fetched INTEGER NOT NULL DEFAULT 0,  -- requests for pages that got an answer
    new INTEGER NOT NULL DEFAULT 0,  -- articles stored for the first time
    changed INTEGER NOT NULL DEFAULT 0,  -- stored articles whose content changed
    unchanged INTEGER NOT NULL DEFAULT 0,  -- fetched in full, content as stored
    not_modified INTEGER NOT NULL DEFAULT 0,  -- the server answered 304
    skipped INTEGER NOT NULL DEFAULT 0,  -- fetched, but not an article
    failed INTEGER NOT NULL DEFAULT 0  -- could not be had or not be read
) STRICT;

CREATE TABLE fetches (  -- the log of looks at pages; the last 90 days are kept
    id INTEGER PRIMARY KEY,  -- number of the look, counted up
    run_id INTEGER REFERENCES runs (id) ON DELETE CASCADE,  -- NULL: not by a scheduled run
    url TEXT NOT NULL REFERENCES urls (url) ON DELETE CASCADE,
    fetched_at TEXT NOT NULL,  -- UTC
    outcome TEXT NOT NULL  -- what came of it; not-modified: the server answered 304
    CHECK (outcome IN ('new', 'changed', 'unchanged', 'not-modified', 'skipped', 'failed')),
    status INTEGER,  -- HTTP status; NULL: no answer
    elapsed REAL,  -- seconds from request to last byte; NULL: no answer
    size INTEGER,  -- bytes of the body, decompressed; NULL: no answer
    error_kind TEXT,  -- as in urls
    error TEXT  -- the same for humans
) STRICT;
CREATE INDEX fetches_run ON fetches (run_id);
CREATE INDEX fetches_url ON fetches (url, fetched_at);
CREATE INDEX fetches_time ON fetches (fetched_at);

CREATE VIEW articles_fts_content AS  -- what the full-text index is made of
SELECT
    a.id,
    a.title,
    a.subtitle,
    (
        SELECT group_concat(name, ', ') FROM (
            SELECT authors.name FROM article_authors JOIN authors ON authors.id = author_id
            WHERE article_id = a.id ORDER BY position
        )
    ) AS authors,
    (
        SELECT group_concat(item, char(10)) FROM (
            SELECT coalesce(label || ': ', '') || text AS item FROM facts
            WHERE article_id = a.id ORDER BY position
        )
    ) AS facts,
    a.text
FROM articles AS a;

CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, subtitle, authors, facts, text,
    content='articles_fts_content', content_rowid='id',
    tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(10.0, 5.0, 5.0, 4.0, 1.0)');
