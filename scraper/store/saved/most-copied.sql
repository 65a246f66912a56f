-- Whose articles are taken over most?
SELECT o.site AS origin_site, count(*) AS copies, count(DISTINCT c.site) AS copying_sites
FROM syndication AS s
JOIN articles AS o ON o.id = s.origin_id
JOIN articles AS c ON c.id = s.article_id
WHERE o.site <> c.site
GROUP BY o.site ORDER BY copies DESC LIMIT 20;
