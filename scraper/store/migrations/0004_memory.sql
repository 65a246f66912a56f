-- What stands on the pages of every site, and records made anew from pages that were kept.

DROP VIEW v_articles;
DROP VIEW v_headlines;
DROP INDEX revisions_time;
ALTER TABLE revisions RENAME TO revisions_before;
CREATE TABLE revisions (  -- earlier states of articles; the present one is in articles
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,  -- 1: the first state
    seen_from TEXT NOT NULL,  -- UTC: when this state was first seen
    seen_until TEXT NOT NULL,  -- UTC: when another took its place
    cause TEXT NOT NULL CHECK (cause IN ('change', 'extraction')),
    -- change: the publisher changed it; extraction: its page was read better
    title TEXT,  -- headline as it was then
    word_count INTEGER NOT NULL,  -- of the text as it was then
    content_hash TEXT NOT NULL,  -- as it was in articles
    record BLOB NOT NULL,  -- the record as it was: JSON, compressed by zlib
    PRIMARY KEY (article_id, number)
) STRICT;
INSERT INTO revisions
SELECT
    article_id, number, seen_from, seen_until, 'change', title, word_count, content_hash, record
FROM revisions_before;
DROP TABLE revisions_before;
CREATE INDEX revisions_time ON revisions (seen_until);

CREATE TABLE lessons (  -- what the latest articles of each site teach about what repeats there
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    site TEXT NOT NULL,  -- host, without "www."
    learned TEXT NOT NULL,  -- UTC: when the page was fetched
    headline INTEGER NOT NULL,  -- fingerprint: articles that share it count as one
    layout INTEGER NOT NULL,  -- fingerprint of the elements around the text: new after a redesign
    marks BLOB NOT NULL  -- fingerprints of the blocks in and around the text, 4 bytes each
) STRICT;
CREATE INDEX lessons_site ON lessons (site, learned);

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
    (
        SELECT count(*) FROM revisions WHERE article_id = a.id AND cause = 'change'
    ) AS changes,  -- times it changed
    a.first_seen,
    a.last_changed,
    a.is_article,
    a.confidence,
    a.text
FROM articles AS a;

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
WHERE r.cause = 'change' AND before IS NOT after;
