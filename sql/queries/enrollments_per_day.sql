-- How fast do the experiments fill? Units by the UTC day of their enrollment and by variant.
SELECT
  experiment_key,
  CAST(enrolled_at AS DATE) AS enrolled_on,
  variant_key,
  COUNT(*) AS units,
  COUNT(crossover_at) AS crossed_over
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_key, unit_type, unit_id
      ORDER BY visible_at DESC, revision DESC, enrollment_version DESC
    ) AS recency
  FROM enrollments
) AS ranked
WHERE recency = 1
GROUP BY experiment_key, CAST(enrolled_at AS DATE), variant_key
ORDER BY experiment_key, enrolled_on, variant_key;
