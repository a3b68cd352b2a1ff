-- How calls ended: refused for what the caller sent, or failed for reasons of the
-- service or because the client did not wait.
ALTER TABLE usage_count ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_count ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
