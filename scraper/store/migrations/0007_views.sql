-- Views that answered wrongly: headlines of articles whose middle states were forgotten, or that
-- had none for a time; the most frequent error of addresses given by hand.

DROP VIEW v_headlines;
DROP VIEW v_source_health;

CREATE VIEW v_headlines AS  -- headlines that were changed after publication
SELECT
    r.article_id,
    a.site,
    a.url,
    r.seen_until AS changed,  -- UTC: when the change was seen
    r.title AS before,  -- headline before the change
    (
        SELECT title FROM (
            SELECT later.number, later.title FROM revisions AS later
            WHERE later.article_id = r.article_id AND later.number > r.number
            UNION ALL SELECT 9e99, a.title
        ) ORDER BY number LIMIT 1
    ) AS after  -- headline after it
FROM revisions AS r JOIN articles AS a ON a.id = r.article_id
WHERE r.cause = 'change' AND before IS NOT after;

CREATE VIEW v_source_health AS  -- how every source of scraper.toml stands
SELECT
    u.source,
    count(*) AS urls,  -- addresses it named
    sum(u.state = 'new') AS new,  -- of these: never fetched
    sum(u.state = 'ok') AS ok,  -- stored
    sum(u.state = 'skipped') AS skipped,  -- no article, or too old
    sum(u.state = 'failed') AS failed,  -- could not be had, will be tried again
    sum(u.state = 'gone') AS gone,  -- never tried again
    round(100.0 * sum(u.state IN ('failed', 'gone')) / count(*), 1) AS failing_percent,
    -- share of failed and gone
    (
        SELECT error_kind FROM urls
        WHERE source IS u.source AND error_kind IS NOT NULL
        GROUP BY error_kind ORDER BY count(*) DESC, error_kind LIMIT 1
    ) AS main_error,  -- the most frequent error_kind; NULL: none
    s.last_found,  -- UTC: when it last named any address; old means: the feed is dead
    s.last_new  -- UTC: when it last named an address not known before
FROM urls AS u LEFT JOIN sources AS s ON s.name = u.source
GROUP BY u.source;
