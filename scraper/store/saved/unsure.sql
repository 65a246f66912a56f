-- Of which records is the extraction least sure?
SELECT round(confidence, 2) AS confidence, site, title, url
FROM articles ORDER BY articles.confidence LIMIT 20;
