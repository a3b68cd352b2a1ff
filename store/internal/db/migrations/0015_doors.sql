-- What an operator says of a partner's calls: which methods of v2 a token may call, how
-- many points the partner has, and whether it may call by SOAP.

ALTER TABLE api_token ADD COLUMN methods TEXT NOT NULL DEFAULT '';  -- patterns with commas between them; '' is every method

ALTER TABLE partner ADD COLUMN points_day INTEGER;                  -- NULL is what the settings say, 0 is without limit
ALTER TABLE partner ADD COLUMN points_minute INTEGER;               -- the same
ALTER TABLE partner ADD COLUMN soap_closed INTEGER NOT NULL DEFAULT 0;
