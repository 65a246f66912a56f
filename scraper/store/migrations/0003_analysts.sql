-- What analysts ask for: earlier states, links in the text, copies across sites, namesakes,
-- search in scripts without spaces, archived pages, and views for the everyday questions.

CREATE INDEX articles_day ON articles (published_day, site, word_count, fact_count);
CREATE INDEX articles_section ON articles (section, site, published_day, word_count);
CREATE INDEX articles_language ON articles (language, site);
CREATE INDEX articles_confidence ON articles (confidence);
CREATE INDEX articles_remarked ON articles (published) WHERE notes <> '[]';
CREATE INDEX images_credit ON images (credit) WHERE credit IS NOT NULL;
CREATE INDEX urls_errors ON urls (source, error_kind) WHERE error_kind IS NOT NULL;
-- For sums over many articles: a hundredth of the bytes of the rows with their texts.
CREATE INDEX articles_numbers ON articles (
    id, published_day, word_count, fact_count, site, language
);

CREATE TABLE revisions (  -- earlier states of articles that changed; the present one is in articles
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,  -- 1: the first state
    seen_from TEXT NOT NULL,  -- UTC: when this state was first seen
    seen_until TEXT NOT NULL,  -- UTC: when it was found to have changed
    title TEXT,  -- headline as it was then
    word_count INTEGER NOT NULL,  -- of the text as it was then
    content_hash TEXT NOT NULL,  -- as it was in articles
    record BLOB NOT NULL,  -- the record as it was: JSON, compressed by zlib
    PRIMARY KEY (article_id, number)
) STRICT;
CREATE INDEX revisions_time ON revisions (seen_until);

CREATE TABLE links (  -- links inside the body
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,  -- in the body, from 0
    block_position INTEGER NOT NULL,  -- the block it stands in
    title TEXT NOT NULL,  -- the words that are the link
    url TEXT NOT NULL,  -- where it leads
    site TEXT NOT NULL,  -- host of url, without "www."
    target_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,  -- the article; NULL: not stored
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_target ON links (target_id) WHERE target_id IS NOT NULL;
CREATE INDEX links_unresolved ON links (url) WHERE target_id IS NULL;
CREATE INDEX links_site ON links (site);

CREATE TABLE syndication (  -- articles whose text is nearly that of an earlier one
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,  -- the copy
    origin_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,  -- the earliest
    similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1)
    -- share of word sequences in common with the article of the group that is most alike
) STRICT;
CREATE INDEX syndication_origin ON syndication (origin_id);

CREATE TABLE syndication_queue (  -- articles that are new or changed, to be compared
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE syndication_buckets (  -- articles that share a bucket may be copies
    bucket INTEGER NOT NULL,  -- hash of one band of the MinHash signature
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (bucket, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX syndication_buckets_article ON syndication_buckets (article_id);

CREATE TABLE same_author (  -- authors who may be one person: a proposal, nothing is merged
    author_id INTEGER NOT NULL REFERENCES authors (id) ON DELETE CASCADE,  -- the smaller id
    other_id INTEGER NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,  -- what speaks for it
    PRIMARY KEY (author_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE same_author_queue (  -- authors who are new, to be compared
    author_id INTEGER PRIMARY KEY REFERENCES authors (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX same_author_other ON same_author (other_id);

CREATE TABLE pages (  -- archived answers of web servers, the latest of each address
    url TEXT PRIMARY KEY  -- the address asked for
        REFERENCES urls (url) ON DELETE CASCADE,
    final_url TEXT NOT NULL,  -- after redirects
    status INTEGER NOT NULL,  -- HTTP status
    headers TEXT NOT NULL CHECK (json_valid(headers)),  -- JSON: name in lower case -> value
    fetched_at TEXT NOT NULL,  -- UTC
    elapsed REAL NOT NULL,  -- seconds from request to last byte
    body BLOB NOT NULL  -- compressed by Zstandard
) STRICT;
CREATE INDEX pages_time ON pages (fetched_at, length(body));

CREATE VIEW articles_fts_cjk_content AS  -- what the index of scripts without spaces is made of
SELECT
    id,
    title || '  ' AS title,  -- the index knows sequences of three characters: the last two
    subtitle || '  ' AS subtitle,  -- characters of a text are found only if something follows
    authors || '  ' AS authors,
    facts || '  ' AS facts,
    text || '  ' AS text
FROM articles_fts_content;

CREATE VIRTUAL TABLE articles_fts_cjk USING fts5(
    title, subtitle, authors, facts, text,
    content='articles_fts_cjk_content', content_rowid='id', tokenize='trigram'
);
INSERT INTO articles_fts_cjk (articles_fts_cjk, rank)
VALUES ('rank', 'bm25(10.0, 5.0, 5.0, 4.0, 1.0)');
-- Collect 16 MiB before writing to the index, merge its parts seldom: a third less work when many
-- articles come at once.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('hashsize', 16777216);
INSERT INTO articles_fts_cjk (articles_fts_cjk, rank) VALUES ('hashsize', 16777216);
INSERT INTO articles_fts (articles_fts, rank) VALUES ('automerge', 16);
INSERT INTO articles_fts_cjk (articles_fts_cjk, rank) VALUES ('automerge', 16);
CREATE VIRTUAL TABLE articles_fts_cjk_terms USING fts5vocab(articles_fts_cjk, instance);

CREATE VIEW v_articles AS  -- articles flat: one row each, with everything most questions need
SELECT
    a.id,
    a.title,
    a.subtitle,
    (
        SELECT group_concat(name, ', ') FROM (
            SELECT authors.name FROM article_authors JOIN authors ON authors.id = author_id
            WHERE article_id = a.id ORDER BY position
        )
    ) AS authors,  -- names joined by ", "
    a.published,
    a.published_day,
    a.modified,
    a.site,
    a.site_name,
    a.section,
    (
        SELECT group_concat(name, ', ') FROM (
            SELECT tags.name FROM article_tags JOIN tags ON tags.id = tag_id
            WHERE article_id = a.id ORDER BY position
        )
    ) AS tags,  -- names joined by ", "
    a.language,
    a.url,
    a.word_count,
    a.fact_count,
    (
        SELECT group_concat(item, char(10)) FROM (
            SELECT coalesce(label || ': ', '') || text AS item FROM facts
            WHERE article_id = a.id ORDER BY position
        )
    ) AS facts,  -- "label: text", one a line
    (SELECT count(*) FROM related_links WHERE article_id = a.id) AS related,  -- related links
    (SELECT url FROM images WHERE article_id = a.id ORDER BY is_lead DESC, position) AS image,
    -- address of the lead image, else of the first one
    (SELECT origin_id FROM syndication WHERE article_id = a.id) AS origin_id,
    -- the earlier article this one is a copy of; NULL: no copy
    (SELECT count(*) FROM revisions WHERE article_id = a.id) AS changes,  -- times it changed
    a.first_seen,
    a.last_changed,
    a.is_article,
    a.confidence,
    a.text
FROM articles AS a;

CREATE VIEW v_facts AS  -- every key fact with the article it stands in
SELECT
    f.article_id,
    f.position,
    f.label,
    f.text,
    a.title,
    a.site,
    a.section,
    a.published,
    a.url
FROM facts AS f JOIN articles AS a ON a.id = f.article_id;

CREATE VIEW v_author_output AS  -- what each author wrote
SELECT
    au.id AS author_id,  -- authors.id
    au.name,
    au.site,
    count(*) AS articles,  -- number of articles
    sum(a.word_count) AS words,  -- words of their texts
    sum(a.fact_count) AS facts,  -- key facts in them
    sum(s.article_id IS NOT NULL) AS copies,  -- of articles: near copies of an earlier one
    min(a.published_day) AS first_day,  -- first day of publication
    max(a.published_day) AS last_day  -- last day of publication
FROM authors AS au
JOIN article_authors AS aa ON aa.author_id = au.id
JOIN articles AS a INDEXED BY articles_numbers ON a.id = aa.article_id
LEFT JOIN syndication AS s ON s.article_id = a.id
GROUP BY au.id;

CREATE VIEW v_daily AS  -- articles a day and site
SELECT
    a.published_day AS day,  -- day of publication (UTC)
    a.site,
    count(*) AS articles,  -- number of articles
    sum(a.word_count) AS words,  -- words of their texts
    sum(a.fact_count) AS facts,  -- key facts in them
    sum(s.article_id IS NOT NULL) AS copies  -- of articles: near copies of an earlier one
FROM articles AS a LEFT JOIN syndication AS s ON s.article_id = a.id
WHERE a.published_day IS NOT NULL
GROUP BY a.published_day, a.site;

CREATE VIEW v_sections AS  -- sections of the sites
SELECT
    a.site,
    a.section,
    count(*) AS articles,  -- number of articles
    min(a.published_day) AS first_day,  -- first day of publication
    max(a.published_day) AS last_day  -- last day of publication
FROM articles AS a WHERE a.section IS NOT NULL
GROUP BY a.section, a.site;

CREATE VIEW v_related_graph AS  -- articles that lead to each other as related
SELECT
    r.article_id AS from_id,  -- articles.id of the article with the link
    a.title AS from_title,  -- its headline
    a.site AS from_site,  -- its site
    r.target_id AS to_id,  -- articles.id of the article it leads to
    t.title AS to_title,  -- its headline
    t.site AS to_site,  -- its site
    r.group_name,  -- heading of the list of links
    EXISTS (
        SELECT 1 FROM related_links AS back
        WHERE back.article_id = r.target_id AND back.target_id = r.article_id
    ) AS is_mutual  -- 1: the other article leads back
FROM related_links AS r
JOIN articles AS a ON a.id = r.article_id
JOIN articles AS t ON t.id = r.target_id;

CREATE VIEW v_headlines AS  -- headlines that were changed after publication
SELECT
    r.article_id,
    a.site,
    a.url,
    r.seen_until AS changed,  -- UTC: when the change was seen
    r.title AS before,  -- headline before the change
    coalesce(
        (
            SELECT later.title FROM revisions AS later
            WHERE later.article_id = r.article_id AND later.number = r.number + 1
        ),
        a.title
    ) AS after  -- headline after it
FROM revisions AS r JOIN articles AS a ON a.id = r.article_id
WHERE before IS NOT after;

CREATE VIEW v_source_health AS  -- how every source of scraper.toml stands
SELECT
    u.source,
    count(*) AS urls,  -- addresses it named
    sum(u.state = 'new') AS new,  -- of these: never fetched
    sum(u.state = 'ok') AS ok,  -- stored
    sum(u.state = 'skipped') AS skipped,  -- no article, or too old
    sum(u.state = 'failed') AS failed,  -- could not be had, will be tried again
    sum(u.state = 'gone') AS gone,  -- never tried again
    round(100.0 * sum(u.state IN ('failed', 'gone')) / count(*), 1) AS failing_percent,  -- share of failed and gone
    (
        SELECT error_kind FROM urls
        WHERE source = u.source AND error_kind IS NOT NULL
        GROUP BY error_kind ORDER BY count(*) DESC LIMIT 1
    ) AS main_error,  -- the most frequent error_kind; NULL: none
    s.last_found,  -- UTC: when it last named any address; old means: the feed is dead
    s.last_new  -- UTC: when it last named an address not known before
FROM urls AS u LEFT JOIN sources AS s ON s.name = u.source
GROUP BY u.source;
