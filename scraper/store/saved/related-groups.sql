-- Under which headings do sites list links to other articles?
-- :site = | host without "www."; empty: all sites
SELECT r.group_name, count(*) AS links, sum(r.target_id IS NOT NULL) AS stored
FROM articles AS a JOIN related_links AS r ON r.article_id = a.id
WHERE (:site = '' OR a.site = :site)
  AND a.id > (SELECT max(id) - 5000 FROM articles)
GROUP BY r.group_name ORDER BY links DESC LIMIT 20;
