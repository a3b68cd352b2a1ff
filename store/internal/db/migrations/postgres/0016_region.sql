-- A region's clients are read in the order of their keys, 500 at a time: without the key
-- in the index each time reads all of them. SQLite's indexes end with the key of themselves.

CREATE INDEX client_region_id ON client (partner, region, id);
DROP INDEX client_region;
ALTER INDEX client_region_id RENAME TO client_region;
