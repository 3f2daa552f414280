-- The schema of the configuration, and what its columns may hold.
-- Run the files in order, each in one transaction, as the role that is to own the tables:
--   psql -v ON_ERROR_STOP=1 -1 -f 01_rules.sql
CREATE SCHEMA experimentation;
COMMENT ON SCHEMA experimentation IS
  'Experiments, flags and metrics as rows. Captured by Debezium; Plumbline reads the changes and never writes.';

-- Keys are keys of messages, parts of file names and words in sentences.
CREATE FUNCTION experimentation.is_key(value text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN value <> '' AND length(value) <= 200 AND value = btrim(value)
    AND value !~ '[\u0001-\u001f\u007f-\u009f]' AND value !~ '^__';
COMMENT ON FUNCTION experimentation.is_key IS
  'Whether the text can be a key: 1 to 200 characters, no control characters, no space at either end, not beginning with two underscores (those are Plumbline''s own).';

CREATE FUNCTION experimentation.are_keys(keys text[]) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(array_ndims(keys), 1) = 1 AND array_position(keys, NULL) IS NULL
    AND (SELECT count(*) = count(DISTINCT k) AND coalesce(bool_and(experimentation.is_key(k)), true)
         FROM unnest(keys) AS k);
COMMENT ON FUNCTION experimentation.are_keys IS 'Whether each of them is a key, and none comes twice.';

CREATE FUNCTION experimentation.are_weights(weights jsonb) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  entry record;
  weight numeric;
  has_weight boolean := false;
BEGIN
  IF jsonb_typeof(weights) <> 'object' THEN
    RETURN false;
  END IF;
  FOR entry IN SELECT key, value FROM jsonb_each(weights) LOOP
    IF jsonb_typeof(entry.value) <> 'number' THEN
      RETURN false;
    END IF;
    weight := entry.value #>> '{}';
    IF weight <> 0 AND (weight < 1e-9 OR weight > 1e9) THEN
      RETURN false;
    END IF;
    has_weight := has_weight OR weight > 0;
  END LOOP;
  RETURN has_weight;
END $$;
COMMENT ON FUNCTION experimentation.are_weights IS
  'Whether it is an object of numbers, each 0 or from 1e-9 to 1e9, at least one above 0.';

CREATE FUNCTION experimentation.is_filter(filter jsonb) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN jsonb_typeof(filter) = 'object'
    AND NOT EXISTS (SELECT FROM jsonb_each(filter) WHERE jsonb_typeof(value) <> 'string');
END $$;
COMMENT ON FUNCTION experimentation.is_filter IS 'Whether it is an object of texts.';

-- A month has no length.
CREATE FUNCTION experimentation.is_duration(value interval) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN extract(year FROM value) = 0 AND extract(month FROM value) = 0
    AND date_trunc('milliseconds', value) = value
    AND value >= interval '0' AND value <= interval '3660 days';
COMMENT ON FUNCTION experimentation.is_duration IS
  'Whether it is of days and less, in whole milliseconds, not negative, at most 3660 days.';

-- Neither infinity nor a typing error.
CREATE FUNCTION experimentation.is_instant(value timestamptz) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN value >= timestamptz '2000-01-01 00:00:00+00' AND value < timestamptz '2100-01-01 00:00:00+00';
COMMENT ON FUNCTION experimentation.is_instant IS 'Whether it lies in the years 2000 to 2099.';

-- NaN is above infinity here, and so refused too.
CREATE FUNCTION experimentation.is_finite(value double precision) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN value > '-Infinity' AND value < 'Infinity';
COMMENT ON FUNCTION experimentation.is_finite IS 'Whether it is neither NaN nor infinite.';
