-- Which sites do articles link to in their text?
SELECT site AS cited, count(*) AS links
FROM links
GROUP BY site ORDER BY links DESC, site LIMIT 20;
