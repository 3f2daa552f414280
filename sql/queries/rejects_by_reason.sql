-- Why were records rejected? Kept rejects by job, reason and experiment, with an example each.
-- At most 1,000 are kept for each job, reason, topic and tick: job_progress has the true counts.
SELECT
  job,
  reason,
  experiment_key,
  COUNT(*) AS kept,
  MIN(detail) AS example
FROM rejected_events
GROUP BY job, reason, experiment_key
ORDER BY job, reason, kept DESC, experiment_key;
