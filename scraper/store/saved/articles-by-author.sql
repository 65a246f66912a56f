-- What did an author write?
-- :author = Nadia Ferreira Holt | name as the byline shows it
SELECT a.published_day AS day, a.title, a.section, a.word_count AS words, a.url
FROM authors AS au
JOIN article_authors AS aa ON aa.author_id = au.id
JOIN articles AS a ON a.id = aa.article_id
WHERE au.name = :author
ORDER BY a.published DESC;
