-- Both experiments end.
UPDATE experimentation.experiments SET status = 'stopped'
WHERE key IN ('one_page_checkout', 'new_navigation');
