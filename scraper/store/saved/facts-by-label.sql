-- What do articles say under one label of their key facts?
-- :label = Cost | label as shown before the colon
SELECT published, site, text AS fact, title
FROM v_facts
WHERE label = :label
ORDER BY published DESC LIMIT 50;
