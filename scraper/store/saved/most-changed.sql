-- Which articles were changed most often?
SELECT t.changes, a.site, a.title, substr(a.last_changed, 1, 16) AS last_changed
FROM (
    SELECT article_id, count(*) AS changes FROM revisions WHERE cause = 'change'
    GROUP BY article_id ORDER BY changes DESC, article_id LIMIT 20
) AS t JOIN articles AS a ON a.id = t.article_id
ORDER BY t.changes DESC, a.id;
