-- What became of each variant's events so far; variant_key null is variants not configured:
-- per grain the row with the greatest as_of, then the greatest revision.
CREATE TEMPORARY VIEW latest_experiment_health AS
SELECT
  job, experiment_key, variant_key, as_of, revision, units, expected_units, exposures, crossovers,
  rejected, duplicates, late, assignment_mismatches, excluded_units, crossovers_to, log_e_values,
  config_version, is_config_stale, published_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY job, experiment_key, variant_key
      ORDER BY as_of DESC, revision DESC
    ) AS recency
  FROM experiment_health
) AS ranked
WHERE recency = 1;
