-- What the containers of a site hold, and which doubtful sentences stand on several of its pages.

DROP INDEX lessons_site;
ALTER TABLE lessons RENAME TO lessons_before;
CREATE TABLE lessons (  -- what the pages of the latest articles of each site teach about the site
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    site TEXT NOT NULL,  -- host, without "www."
    learned TEXT NOT NULL,  -- UTC: when the page was fetched
    page INTEGER NOT NULL,  -- fingerprint of its address; 0: learned before that was kept
    headline INTEGER NOT NULL,  -- fingerprint: articles that share it count as one
    layout INTEGER NOT NULL,  -- fingerprint of the elements around the text: new after a redesign
    marks BLOB NOT NULL,  -- fingerprints of the blocks in and around the text, 4 bytes each
    said BLOB NOT NULL,  -- fingerprints of sentences that may be text or not, 4 bytes each
    containers BLOB NOT NULL
    -- the largest containers: fingerprint (4 bytes), role that the model gave it, how sure (255ths)
) STRICT;
INSERT INTO lessons
SELECT article_id, site, learned, 0, headline, layout, marks, x'', x'' FROM lessons_before;
DROP TABLE lessons_before;
CREATE INDEX lessons_site ON lessons (site, learned);
