-- Which articles lead to each other as related?
SELECT DISTINCT from_title, to_title, from_site AS site
FROM v_related_graph
WHERE is_mutual AND from_id < to_id
ORDER BY from_title, to_title LIMIT 20;
