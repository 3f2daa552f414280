-- What each job has delivered so far, and until when:
-- per grain the row with the greatest as_of, then the greatest revision.
CREATE TEMPORARY VIEW latest_job_progress AS
SELECT
  job, as_of, revision, read, applied, pending, unmatched, duplicates, rejected,
  rejected_total, positions, is_config_stale, published_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY job
      ORDER BY as_of DESC, revision DESC
    ) AS recency
  FROM job_progress
) AS ranked
WHERE recency = 1;
