-- At which hour of the day (UTC) do sites publish?
SELECT substr(published, 12, 2) || ':00' AS hour, count(*) AS articles
FROM articles WHERE published LIKE '%Z'
GROUP BY hour ORDER BY hour;
