-- When the venue listed a contract: what tells a name that is used again from the one before. Unknown for older rows.
ALTER TABLE instruments ADD COLUMN listed_at INTEGER;
