-- What follows from a change, and what rows must be together when it is committed.
CREATE FUNCTION experimentation.fill_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'draft' AND NEW.started_at IS NULL THEN
    NEW.started_at := now();
  END IF;
  IF NEW.status = 'stopped' AND NEW.stopped_at IS NULL THEN
    NEW.stopped_at := greatest(now(), NEW.started_at + interval '1 millisecond');
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;
COMMENT ON FUNCTION experimentation.fill_times IS 'Times that follow from the change.';

CREATE TRIGGER fill_times BEFORE INSERT OR UPDATE ON experimentation.experiments
  FOR EACH ROW EXECUTE FUNCTION experimentation.fill_times();

CREATE FUNCTION experimentation.count_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  words text[] := ARRAY['key', 'version', 'default_for', 'description'];
BEGIN
  IF NEW.version < OLD.version THEN
    RAISE EXCEPTION 'version of metric % is %; allowed: % or higher', NEW.key, NEW.version, OLD.version
      USING ERRCODE = 'check_violation', CONSTRAINT = 'version_never_goes_down';
  END IF;
  IF NEW.version = OLD.version AND to_jsonb(NEW) - words <> to_jsonb(OLD) - words THEN
    NEW.version := OLD.version + 1;
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION experimentation.count_version IS
  'A metric whose definition changes gets the next version; one that is raised by hand keeps it.';

CREATE TRIGGER count_version BEFORE UPDATE ON experimentation.metrics
  FOR EACH ROW EXECUTE FUNCTION experimentation.count_version();

CREATE FUNCTION experimentation.require_sound(wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  experiment experimentation.experiments;
  unknown text;
  variants bigint;
  controls bigint;
BEGIN
  SELECT * INTO experiment FROM experimentation.experiments WHERE key = wanted;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT string_agg(DISTINCT weight, ', ' ORDER BY weight) INTO unknown
    FROM experimentation.allocations AS a, jsonb_object_keys(a.weights) AS weight
    WHERE a.experiment_key = wanted
      AND NOT EXISTS (SELECT FROM experimentation.variants AS v
                      WHERE v.experiment_key = wanted AND v.key = weight);
  IF unknown IS NOT NULL THEN
    RAISE EXCEPTION 'experiment %: weights name %; allowed: its variants', wanted, unknown
      USING ERRCODE = 'check_violation', CONSTRAINT = 'weights_name_variants';
  END IF;
  IF experiment.status = 'draft' THEN
    RETURN;
  END IF;
  SELECT count(*), count(*) FILTER (WHERE is_control) INTO variants, controls
    FROM experimentation.variants WHERE experiment_key = wanted;
  IF controls <> 1 THEN
    RAISE EXCEPTION 'experiment %: % variants are the control; allowed: exactly 1, unless draft', wanted, controls
      USING ERRCODE = 'check_violation', CONSTRAINT = 'one_variant_is_the_control_unless_draft';
  END IF;
  IF variants < 2 THEN
    RAISE EXCEPTION 'experiment %: it has % variant; allowed: 2 or more, unless draft', wanted, variants
      USING ERRCODE = 'check_violation', CONSTRAINT = 'two_or_more_variants_unless_draft';
  END IF;
  IF NOT EXISTS (SELECT FROM experimentation.allocations
                 WHERE experiment_key = wanted AND effective_at <= experiment.started_at) THEN
    RAISE EXCEPTION 'experiment %: no allocation is in force at started_at, %; allowed: one or more, unless draft',
        wanted, experiment.started_at
      USING ERRCODE = 'check_violation', CONSTRAINT = 'an_allocation_is_in_force_at_started_at_unless_draft';
  END IF;
END $$;
COMMENT ON FUNCTION experimentation.require_sound IS
  'Refuses an experiment whose rows do not fit together.';

CREATE FUNCTION experimentation.check_experiment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The argument is the column with the experiment's key.
  IF TG_OP <> 'INSERT' THEN
    PERFORM experimentation.require_sound(to_jsonb(OLD) ->> TG_ARGV[0]);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM experimentation.require_sound(to_jsonb(NEW) ->> TG_ARGV[0]);
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION experimentation.check_experiment IS
  'When a transaction commits, each experiment that it touched must be sound: so an experiment and its parts are written in one transaction, or it is draft until it is whole.';

CREATE CONSTRAINT TRIGGER experiment_is_sound
  AFTER INSERT OR UPDATE ON experimentation.experiments
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION experimentation.check_experiment('key');
CREATE CONSTRAINT TRIGGER experiment_is_sound
  AFTER INSERT OR UPDATE OR DELETE ON experimentation.variants
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION experimentation.check_experiment('experiment_key');
CREATE CONSTRAINT TRIGGER experiment_is_sound
  AFTER INSERT OR UPDATE OR DELETE ON experimentation.allocations
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION experimentation.check_experiment('experiment_key');
