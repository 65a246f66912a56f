-- Which labels do key facts carry most often?
SELECT label, count(*) AS facts
FROM facts WHERE label IS NOT NULL
GROUP BY label ORDER BY facts DESC, label LIMIT 20;
