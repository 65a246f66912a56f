-- Who wrote most?
SELECT
    au.name,
    au.site,
    count(*) AS articles,
    sum(a.word_count) AS words,
    sum(a.fact_count) AS facts,
    min(a.published_day) AS first_day,
    max(a.published_day) AS last_day
FROM (
    SELECT author_id FROM article_authors
    GROUP BY author_id ORDER BY count(*) DESC, author_id LIMIT 20
) AS top
JOIN authors AS au ON au.id = top.author_id
JOIN article_authors AS aa ON aa.author_id = au.id
JOIN articles AS a ON a.id = aa.article_id
GROUP BY au.id ORDER BY articles DESC, au.name;
