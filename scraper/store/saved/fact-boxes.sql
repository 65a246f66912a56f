-- How many articles have a box of key facts, and how long is it?
SELECT
    site,
    count(*) AS articles,
    sum(fact_count > 0) AS with_facts,
    round(100.0 * sum(fact_count > 0) / count(*), 1) AS percent,
    round(avg(nullif(fact_count, 0)), 1) AS facts_per_box
FROM articles
GROUP BY site ORDER BY with_facts DESC, site LIMIT 50;
