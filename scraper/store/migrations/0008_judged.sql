-- By what the entries of a document were judged: documents say "not modified" to patterns, too.

ALTER TABLE documents ADD COLUMN judged_by TEXT
/* the source's patterns, language and ages when it was last read, as JSON; NULL: not known */;
