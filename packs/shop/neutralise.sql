-- A copy must do nothing to the world: no mail, no webhook, no job.
UPDATE job SET enabled = false WHERE enabled;
UPDATE setting SET value = 'localhost:1' WHERE key = 'mail.host';
UPDATE setting SET value = '' WHERE key = 'webhook.url';
UPDATE setting SET value = 'http://localhost/' WHERE key = 'base.url';
