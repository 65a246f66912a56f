-- Which articles does no other stored article lead to?
SELECT a.published_day AS day, a.site, a.title
FROM articles AS a
WHERE NOT EXISTS (
    SELECT 1 FROM related_links AS r WHERE r.target_id = a.id AND r.article_id <> a.id
)
AND NOT EXISTS (SELECT 1 FROM links AS l WHERE l.target_id = a.id AND l.article_id <> a.id)
ORDER BY a.published DESC LIMIT 20;
