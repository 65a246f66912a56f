-- What did the last runs do?
SELECT
    substr(started, 1, 16) AS started,
    round((julianday(ended) - julianday(started)) * 86400) AS seconds,
    found, added, fetched, new, changed, not_modified, skipped, failed
FROM runs ORDER BY id DESC LIMIT 20;
