-- Which tags stand beside a tag?
-- :tag = Batteries | the tag
SELECT other.name AS tag, count(*) AS articles
FROM tags AS t
JOIN article_tags AS one ON one.tag_id = t.id
JOIN article_tags AS two ON two.article_id = one.article_id AND two.tag_id <> one.tag_id
JOIN tags AS other ON other.id = two.tag_id
WHERE t.name = :tag
GROUP BY other.id ORDER BY articles DESC, tag LIMIT 20;
