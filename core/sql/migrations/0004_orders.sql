-- Version 4: the orders that hold are kept as the office signed them, for an office that forgot them.

ALTER TABLE cases ADD COLUMN standing BLOB;

ALTER TABLE cases ADD COLUMN presents INTEGER NOT NULL DEFAULT 0 CHECK (presents IN (0, 1));
