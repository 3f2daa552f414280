-- Every unit's enrollment as it is known now:
-- per grain the row with the greatest visible_at, then the greatest revision.
CREATE TEMPORARY VIEW latest_enrollments AS
SELECT
  experiment_key, unit_type, unit_id, enrollment_version, variant_key, enrolled_at, epoch,
  attributes, crossover_at, crossover_variant_key, expected_variant_key, visible_at, revision,
  is_config_stale, published_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_key, unit_type, unit_id
      ORDER BY visible_at DESC, revision DESC, enrollment_version DESC
    ) AS recency
  FROM enrollments
) AS ranked
WHERE recency = 1;
