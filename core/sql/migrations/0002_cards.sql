-- Version 2: rows of jobs know the cards of their customer and site, so that a further job can be begun for them; and
-- when both sides were last compared.

ALTER TABLE progress ADD COLUMN compared_ms INTEGER;

ALTER TABLE jobs ADD COLUMN phone TEXT;
ALTER TABLE jobs ADD COLUMN masked_phone TEXT;
ALTER TABLE jobs ADD COLUMN customer_card BLOB CHECK (length(customer_card) = 16);
ALTER TABLE jobs ADD COLUMN customer_version INTEGER;
ALTER TABLE jobs ADD COLUMN site_card BLOB CHECK (length(site_card) = 16);
ALTER TABLE jobs ADD COLUMN site_version INTEGER;

CREATE INDEX jobs_by_customer ON jobs (customer_card, site_card);

-- Rows without them are written anew with their alarms.
UPDATE jobs SET alarms_until_ms = NULL;
