-- Who wrote most?
SELECT au.name, au.site, t.articles, o.words, o.facts, o.first_day, o.last_day
FROM (
    SELECT author_id, count(*) AS articles FROM article_authors
    GROUP BY author_id ORDER BY articles DESC, author_id LIMIT 20
) AS t
JOIN authors AS au ON au.id = t.author_id
JOIN v_author_output AS o ON o.author_id = t.author_id
ORDER BY t.articles DESC, au.name;
