-- How often does a tag appear, month by month?
-- :tag = Batteries | the tag
SELECT substr(a.published_day, 1, 7) AS month, count(*) AS articles
FROM tags AS t
JOIN article_tags AS at ON at.tag_id = t.id
JOIN articles AS a INDEXED BY articles_numbers ON a.id = at.article_id
WHERE t.name = :tag AND a.published_day IS NOT NULL
GROUP BY month ORDER BY month DESC LIMIT 24;
