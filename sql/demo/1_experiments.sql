-- A product manager sets up two experiments and a flag. They start when this is committed.
BEGIN;
INSERT INTO experimentation.metrics
  (key, kind, event_name, attribution_window, higher_is_better, default_for, description)
VALUES
  ('purchased', 'conversion', 'purchase', '10 seconds', true, '{user}', 'Bought within 10 seconds'),
  ('asked_support', 'conversion', 'support_ticket', '10 seconds', false, '{user}',
   'Asked for support within 10 seconds');

INSERT INTO experimentation.experiments
  (key, kind, name, owner, status, salt, dimensions, planned_units)
VALUES
  ('one_page_checkout', 'experiment', 'Checkout on one page', 'Ada', 'running', 'checkout',
   '{browser}', 10000),
  ('new_navigation', 'experiment', 'Navigation on the left', 'Grace', 'running', 'navigation',
   '{browser}', 10000),
  ('fast_images', 'flag', 'Images of half the size', 'Edsger', 'running', 'images', '{browser}', 10000);

INSERT INTO experimentation.variants (experiment_key, key, is_control, sort_order)
VALUES
  ('one_page_checkout', 'control', true, 0), ('one_page_checkout', 'one_page', false, 1),
  ('new_navigation', 'control', true, 0), ('new_navigation', 'left', false, 1),
  ('fast_images', 'off', true, 0), ('fast_images', 'on', false, 1);

INSERT INTO experimentation.allocations (experiment_key, effective_at, weights)
VALUES
  ('one_page_checkout', now(), '{"control": 1, "one_page": 1}'),
  ('new_navigation', now(), '{"control": 1, "left": 1}'),
  ('fast_images', now(), '{"off": 9, "on": 1}');

INSERT INTO experimentation.experiment_metrics (experiment_key, metric_key, role, margin)
VALUES
  ('one_page_checkout', 'purchased', 'primary', NULL),
  ('one_page_checkout', 'asked_support', 'guardrail', 0.5),
  ('new_navigation', 'purchased', 'primary', NULL);
COMMIT;
