-- Which articles do most others lead to as related?
SELECT t.links, a.title, a.site, a.published_day AS day
FROM (
    SELECT target_id, count(*) AS links FROM related_links
    WHERE target_id IS NOT NULL GROUP BY target_id ORDER BY links DESC, target_id LIMIT 20
) AS t JOIN articles AS a ON a.id = t.target_id
ORDER BY t.links DESC, a.id;
