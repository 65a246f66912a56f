-- Which headlines were changed after publication?
SELECT substr(changed, 1, 16) AS changed, site, before, after
FROM v_headlines ORDER BY changed DESC LIMIT 20;
