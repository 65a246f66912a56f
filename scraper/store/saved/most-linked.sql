-- Which articles do most others lead to as related?
SELECT t.articles, a.title, a.site, a.published_day AS day
FROM (
    SELECT target_id, count(DISTINCT article_id) AS articles FROM related_links
    WHERE target_id IS NOT NULL AND target_id <> article_id
    GROUP BY target_id ORDER BY articles DESC, target_id LIMIT 20
) AS t JOIN articles AS a ON a.id = t.target_id
ORDER BY t.articles DESC, a.id;
