-- Which sections do sites have, and how full are they?
SELECT site, section, articles, first_day, last_day
FROM v_sections
ORDER BY articles DESC, site, section LIMIT 50;
