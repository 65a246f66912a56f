-- Whose pictures are used?
SELECT credit, count(*) AS images
FROM images WHERE credit IS NOT NULL
GROUP BY credit ORDER BY images DESC, credit LIMIT 20;
