-- What would a careful reader remark on the latest articles?
SELECT a.published_day AS day, a.site, a.title, note.value AS remark
FROM articles AS a JOIN json_each(a.notes) AS note
WHERE a.notes <> '[]'
ORDER BY a.published DESC LIMIT 20;
