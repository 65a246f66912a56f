-- Which articles are copies of an earlier one, on the same or another site?
SELECT
    round(100 * s.similarity) AS percent_alike,
    o.site AS origin_site,
    c.site AS copy_site,
    o.title AS origin,
    c.title AS copy
FROM syndication AS s
JOIN articles AS o ON o.id = s.origin_id
JOIN articles AS c ON c.id = s.article_id
ORDER BY c.id DESC LIMIT 20;
