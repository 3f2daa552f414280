-- The flag goes from 10 % to 50 %.
INSERT INTO experimentation.allocations (experiment_key, effective_at, weights)
VALUES ('fast_images', now(), '{"off": 1, "on": 1}');
