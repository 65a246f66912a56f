-- How many articles appear a day, site by site?
-- :days = 90 | how many of the latest days
SELECT day, site, articles, words, facts, copies
FROM v_daily
WHERE day > (SELECT date(max(published_day), '-' || :days || ' days') FROM articles)
ORDER BY day DESC, articles DESC;
