-- Which key facts does an article give?
-- :url = http://lanterntribune.localhost:8737/brackwater-switches-on-the-harbour-heat-loop/ | address of the article
SELECT f.label, f.text
FROM facts AS f JOIN articles AS a ON a.id = f.article_id
WHERE a.url = :url
ORDER BY f.position;
