-- In which languages do sites write?
SELECT language, count(*) AS articles, count(DISTINCT site) AS sites
FROM articles GROUP BY language ORDER BY articles DESC;
