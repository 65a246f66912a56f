-- Which articles hold some words, with the words around the match?
-- :words = water | FTS5 query: word, "a phrase", begin*, one OR other, NOT
SELECT
    a.published_day AS day,
    a.site,
    highlight(articles_fts, 0, '[', ']') AS title,
    snippet(articles_fts, 4, '[', ']', '…', 12) AS snippet
FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid
WHERE articles_fts MATCH :words
  AND articles_fts.rowid >= (  -- of very many, only the latest are weighed against each other
    SELECT min(rowid) FROM (
        SELECT rowid FROM articles_fts
        WHERE articles_fts MATCH :words ORDER BY rowid DESC LIMIT 5000
    )
  )
ORDER BY rank LIMIT 20;
