-- Which articles came in last?
SELECT first_seen, site, title, published_day AS day
FROM articles ORDER BY first_seen DESC, id DESC LIMIT 20;
