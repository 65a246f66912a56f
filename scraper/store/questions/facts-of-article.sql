-- Which key facts does an article give?
-- :url = | address of the article
SELECT f.label, f.text
FROM facts AS f JOIN articles AS a ON a.id = f.article_id
WHERE a.url = :url
ORDER BY f.position;
