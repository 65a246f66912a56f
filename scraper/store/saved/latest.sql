-- Which articles came in last?
SELECT substr(first_seen, 1, 16) AS first_seen, site, title, published_day AS day
FROM articles ORDER BY first_seen DESC, id DESC LIMIT 20;
