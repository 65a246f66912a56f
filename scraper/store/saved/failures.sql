-- What fails, and why?
SELECT error_kind, count(*) AS addresses, max(last_fetch) AS latest, min(error) AS example
FROM urls WHERE error_kind IS NOT NULL
GROUP BY error_kind ORDER BY addresses DESC;
