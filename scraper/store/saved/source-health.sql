-- Which sources work, and which do not?
SELECT source, urls, new, ok, skipped, failing_percent, main_error, last_found, last_new
FROM v_source_health ORDER BY failing_percent DESC, source;
