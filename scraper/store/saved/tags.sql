-- Which tags are used most?
SELECT tags.name AS tag, t.articles
FROM (
    SELECT tag_id, count(*) AS articles FROM article_tags
    GROUP BY tag_id ORDER BY articles DESC, tag_id LIMIT 20
) AS t JOIN tags ON tags.id = t.tag_id
ORDER BY t.articles DESC, tag;
