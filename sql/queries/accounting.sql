-- What the data engineer asks: was every record read accounted for? missing_records must be 0.
SELECT
  job,
  as_of,
  read,
  applied,
  pending,
  unmatched,
  duplicates,
  rejected_total,
  read - applied - pending - unmatched - duplicates - rejected_total AS missing_records
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY job ORDER BY as_of DESC, revision DESC) AS recency
  FROM job_progress
) AS ranked
WHERE recency = 1
ORDER BY job;
