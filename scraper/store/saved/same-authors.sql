-- Which authors may be one person under two spellings?
SELECT a.name, b.name AS other_name, a.site, b.site AS other_site, s.reason
FROM same_author AS s
JOIN authors AS a ON a.id = s.author_id
JOIN authors AS b ON b.id = s.other_id
ORDER BY a.name LIMIT 50;
