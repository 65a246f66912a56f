-- What scheduled runs remember: documents that name articles, hosts, and when looks are worth it.

CREATE TABLE documents (  -- feeds, sitemaps and section pages that discovery reads
    source TEXT NOT NULL,  -- as in scraper.toml
    url TEXT NOT NULL,  -- its address
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'section')),  -- what it is
    parent TEXT,  -- the sitemap index or list page that named it; NULL: scraper.toml
    is_baseline INTEGER NOT NULL CHECK (is_baseline IN (0, 1)),
    -- 1: what stands in it at the first look was there before the source was added
    hub TEXT,  -- WebSub hub that it names; NULL: none
    etag TEXT,  -- for the next conditional request
    last_modified TEXT,  -- likewise, as the server wrote it
    last_fetch TEXT,  -- UTC: last try; NULL: never
    last_success TEXT,  -- UTC: last time it could be read; NULL: never
    next_fetch TEXT,  -- UTC; NULL: at once
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),  -- in a row
    error_kind TEXT,  -- as in urls; NULL: the last look worked
    error TEXT,  -- the same for humans
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE looks (  -- how often another look at an article was worth it
    source TEXT NOT NULL,  -- as in scraper.toml
    age INTEGER NOT NULL CHECK (age >= 0),  -- class of the article's age, 0: hours, 1: a day, ...
    hot INTEGER NOT NULL CHECK (hot IN (0, 1)),  -- 1: the look before found a change
    looks INTEGER NOT NULL,  -- looks made; both numbers are halved now and then
    changes INTEGER NOT NULL,  -- of these, looks that found a change
    PRIMARY KEY (source, age, hot)
) STRICT, WITHOUT ROWID;

CREATE TABLE hosts (  -- web servers: when they may be asked again, their robots.txt
    host TEXT PRIMARY KEY,  -- as in addresses, with the port where one is named
    state TEXT NOT NULL CHECK (json_valid(state))  -- as the fetcher keeps it
) STRICT, WITHOUT ROWID;
