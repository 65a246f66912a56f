-- Numbers of list items; full-text indexes that are merged a little at a time.

ALTER TABLE blocks ADD COLUMN number INTEGER
/* list_item of a numbered list: its number, the same for every block of one item; else NULL */;

-- A "crisis" merge writes a whole index anew in one commit (measured at 100,000 articles: over a
-- second, and 700 MB of log); put off, every commit does its small share.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('automerge', 8);
INSERT INTO articles_fts_cjk (articles_fts_cjk, rank) VALUES ('automerge', 8);
INSERT INTO articles_fts (articles_fts, rank) VALUES ('crisismerge', 100);
INSERT INTO articles_fts_cjk (articles_fts_cjk, rank) VALUES ('crisismerge', 100);
