-- In which sections are articles longest?
-- :articles = 2 | leave out sections with fewer
SELECT
    section,
    count(*) AS articles,
    round(avg(word_count)) AS words,
    max(word_count) AS longest
FROM articles WHERE section IS NOT NULL
GROUP BY section HAVING count(*) >= CAST(:articles AS INTEGER)
ORDER BY words DESC LIMIT 20;
