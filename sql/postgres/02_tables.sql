-- The tables. A constraint's name says what is allowed.
-- Numbers are double precision and not numeric, so that every connector carries them readably.
CREATE TABLE experimentation.experiments (
  key text PRIMARY KEY
    CONSTRAINT key_is_1_to_200_printable_characters_without_leading___
      CHECK (experimentation.is_key(key)),
  kind text NOT NULL DEFAULT 'experiment'
    CONSTRAINT kind_is_experiment_or_flag CHECK (kind IN ('experiment', 'flag')),
  name text,
  hypothesis text,
  owner text,
  unit_type text NOT NULL DEFAULT 'user'
    CONSTRAINT unit_type_is_a_name CHECK (experimentation.is_key(unit_type)),
  status text NOT NULL DEFAULT 'draft'
    CONSTRAINT status_is_draft_running_or_stopped CHECK (status IN ('draft', 'running', 'stopped')),
  started_at timestamptz
    CONSTRAINT started_at_is_in_2000_to_2099 CHECK (experimentation.is_instant(started_at)),
  stopped_at timestamptz
    CONSTRAINT stopped_at_is_in_2000_to_2099 CHECK (experimentation.is_instant(stopped_at)),
  salt text,
  hash_version text NOT NULL DEFAULT 'sha256'
    CONSTRAINT hash_version_is_sha256_growthbook_1_or_growthbook_2
      CHECK (hash_version IN ('sha256', 'growthbook-1', 'growthbook-2')),
  srm_alpha double precision NOT NULL DEFAULT 0.001
    CONSTRAINT srm_alpha_is_between_0_and_1 CHECK (srm_alpha > 0 AND srm_alpha < 1),
  alpha double precision NOT NULL DEFAULT 0.05
    CONSTRAINT alpha_is_between_0_and_1 CHECK (alpha > 0 AND alpha < 1),
  planned_units bigint NOT NULL DEFAULT 5000
    CONSTRAINT planned_units_is_1_or_more CHECK (planned_units >= 1),
  crossover_policy text NOT NULL DEFAULT 'first_exposure'
    CONSTRAINT crossover_policy_is_first_exposure_or_exclude
      CHECK (crossover_policy IN ('first_exposure', 'exclude')),
  dimensions text[] NOT NULL DEFAULT '{}'
    CONSTRAINT dimensions_are_names_each_once_but_for_all_day_hour_of_day
      CHECK (experimentation.are_keys(dimensions)
        AND NOT dimensions && ARRAY['all', 'day', 'hour_of_day']),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT started_at_is_there_unless_draft CHECK (status = 'draft' OR started_at IS NOT NULL),
  CONSTRAINT stopped_at_is_after_started_at CHECK (stopped_at > started_at)
);
COMMENT ON TABLE experimentation.experiments IS
  'One row an experiment or flag. Once it has started, unit_type, salt, hash_version, srm_alpha, alpha, planned_units and crossover_policy stay as they are: a change is refused with CONFIG_INVALID.';
COMMENT ON COLUMN experimentation.experiments.key IS 'Names the experiment in exposures and in every result.';
COMMENT ON COLUMN experimentation.experiments.kind IS 'experiment; flag: a percentage roll-out, which takes the metrics that are default_for its unit type.';
COMMENT ON COLUMN experimentation.experiments.name IS 'For people. Null: the key.';
COMMENT ON COLUMN experimentation.experiments.hypothesis IS 'What is expected and why.';
COMMENT ON COLUMN experimentation.experiments.owner IS 'Who is told of alerts.';
COMMENT ON COLUMN experimentation.experiments.unit_type IS 'Who is randomised: user, device, session or another.';
COMMENT ON COLUMN experimentation.experiments.status IS 'draft: not published at all. running: from started_at, or from the commit if that is later. stopped: at stopped_at, or at the commit if that is later.';
COMMENT ON COLUMN experimentation.experiments.started_at IS 'From when exposures count. Filled with the time of the change to running if null.';
COMMENT ON COLUMN experimentation.experiments.stopped_at IS 'Until when exposures count. Filled with the time of the change to stopped if null; may be planned ahead.';
COMMENT ON COLUMN experimentation.experiments.salt IS 'Of the assignment''s hash. Null: assignments are not checked.';
COMMENT ON COLUMN experimentation.experiments.hash_version IS 'How units are assigned.';
COMMENT ON COLUMN experimentation.experiments.srm_alpha IS 'Lifetime chance of a false alarm for sample-ratio mismatch.';
COMMENT ON COLUMN experimentation.experiments.alpha IS 'Of the effects'' intervals: 0.05 gives 95 %.';
COMMENT ON COLUMN experimentation.experiments.planned_units IS 'Units of a treatment and its control for which the anytime intervals are tightest.';
COMMENT ON COLUMN experimentation.experiments.crossover_policy IS 'What becomes of a unit exposed to several variants: first_exposure keeps it where it was enrolled, exclude takes it out.';
COMMENT ON COLUMN experimentation.experiments.dimensions IS 'Attributes of exposures by which results are cut.';
COMMENT ON COLUMN experimentation.experiments.updated_at IS 'When the row was last written; set by a trigger.';

CREATE TABLE experimentation.variants (
  experiment_key text NOT NULL
    REFERENCES experimentation.experiments (key) ON UPDATE CASCADE ON DELETE CASCADE,
  key text NOT NULL
    CONSTRAINT key_is_1_to_200_printable_characters_without_leading___
      CHECK (experimentation.is_key(key)),
  is_control boolean NOT NULL DEFAULT false,
  sort_order integer NOT NULL DEFAULT 0,
  PRIMARY KEY (experiment_key, key)
);
CREATE UNIQUE INDEX variants_have_one_control_per_experiment
  ON experimentation.variants (experiment_key) WHERE is_control;
COMMENT ON TABLE experimentation.variants IS
  'What a unit can be shown. Two or more, exactly one the control, once the experiment is running; then none is removed or moved, and new ones come last.';
COMMENT ON COLUMN experimentation.variants.experiment_key IS 'Of which experiment.';
COMMENT ON COLUMN experimentation.variants.key IS 'Names the variant in exposures and weights.';
COMMENT ON COLUMN experimentation.variants.is_control IS 'Whether the others are compared with it.';
COMMENT ON COLUMN experimentation.variants.sort_order IS 'The order of the variants, which is that of the assignment; then by key.';

CREATE TABLE experimentation.allocations (
  experiment_key text NOT NULL
    REFERENCES experimentation.experiments (key) ON UPDATE CASCADE ON DELETE CASCADE,
  effective_at timestamptz NOT NULL DEFAULT now()
    CONSTRAINT effective_at_is_in_2000_to_2099 CHECK (experimentation.is_instant(effective_at)),
  weights jsonb NOT NULL
    CONSTRAINT weights_are_numbers_of_0_or_1e_9_to_1e9_and_one_is_above_0
      CHECK (experimentation.are_weights(weights)),
  traffic double precision NOT NULL DEFAULT 1
    CONSTRAINT traffic_is_0_to_1 CHECK (traffic >= 0 AND traffic <= 1),
  PRIMARY KEY (experiment_key, effective_at)
);
COMMENT ON TABLE experimentation.allocations IS
  'How units are split from a moment on. A change of the split is a new row; one that has acted stays.';
COMMENT ON COLUMN experimentation.allocations.experiment_key IS 'Of which experiment.';
COMMENT ON COLUMN experimentation.allocations.effective_at IS 'From when, or from the commit if that is later; the first at or before started_at.';
COMMENT ON COLUMN experimentation.allocations.weights IS 'Relative weight by variant, as {"control": 1, "treatment": 1}; 0, or none, switches a variant off.';
COMMENT ON COLUMN experimentation.allocations.traffic IS 'The share of eligible units that takes part, 0 to 1.';

CREATE TABLE experimentation.metrics (
  key text PRIMARY KEY
    CONSTRAINT key_is_1_to_200_printable_characters_without_leading___
      CHECK (experimentation.is_key(key)),
  version integer NOT NULL DEFAULT 1 CONSTRAINT version_is_1_or_more CHECK (version >= 1),
  kind text NOT NULL
    CONSTRAINT kind_is_conversion_count_sum_retention_ratio_quantile_or_funnel
      CHECK (kind IN ('conversion', 'count', 'sum', 'retention', 'ratio', 'quantile', 'funnel')),
  event_name text NOT NULL CONSTRAINT event_name_is_a_name CHECK (experimentation.is_key(event_name)),
  denominator_event_name text
    CONSTRAINT denominator_event_name_is_a_name CHECK (experimentation.is_key(denominator_event_name)),
  event_filter jsonb NOT NULL DEFAULT '{}'
    CONSTRAINT event_filter_is_an_object_of_texts CHECK (experimentation.is_filter(event_filter)),
  decimals integer NOT NULL DEFAULT 6
    CONSTRAINT decimals_is_0_to_6 CHECK (decimals BETWEEN 0 AND 6),
  delay interval NOT NULL DEFAULT '0'
    CONSTRAINT delay_is_of_days_and_less_and_not_negative CHECK (experimentation.is_duration(delay)),
  attribution_window interval
    CONSTRAINT attribution_window_is_of_days_and_less_and_above_0
      CHECK (experimentation.is_duration(attribution_window) AND attribution_window > interval '0'),
  mature_only boolean NOT NULL DEFAULT false,
  cap_lower double precision
    CONSTRAINT cap_lower_is_finite CHECK (experimentation.is_finite(cap_lower)),
  cap_upper double precision
    CONSTRAINT cap_upper_is_finite CHECK (experimentation.is_finite(cap_upper)),
  covariate_days integer
    CONSTRAINT covariate_days_is_1_to_365 CHECK (covariate_days BETWEEN 1 AND 365),
  quantile double precision
    CONSTRAINT quantile_is_between_0_and_1 CHECK (quantile > 0 AND quantile < 1),
  steps text[]
    CONSTRAINT steps_are_names_of_events_two_or_more
      CHECK (cardinality(steps) >= 2 AND array_ndims(steps) = 1
        AND array_position(steps, NULL) IS NULL AND array_position(steps, '') IS NULL),
  higher_is_better boolean NOT NULL DEFAULT true,
  default_for text[] NOT NULL DEFAULT '{}'
    CONSTRAINT default_for_are_unit_types_each_once CHECK (experimentation.are_keys(default_for)),
  description text,
  CONSTRAINT cap_lower_is_at_most_cap_upper CHECK (cap_lower <= cap_upper),
  CONSTRAINT denominator_event_name_is_there_for_a_ratio
    CHECK (kind <> 'ratio' OR denominator_event_name IS NOT NULL),
  CONSTRAINT quantile_is_there_for_a_quantile CHECK (kind <> 'quantile' OR quantile IS NOT NULL),
  CONSTRAINT steps_are_there_for_a_funnel CHECK (kind <> 'funnel' OR steps IS NOT NULL)
);
COMMENT ON TABLE experimentation.metrics IS
  'One row a metric, its newest version. A changed definition is a new version, counted by a trigger: results of older versions stay, and running experiments count the new one from then on.';
COMMENT ON COLUMN experimentation.metrics.key IS 'Names the metric in every result.';
COMMENT ON COLUMN experimentation.metrics.version IS 'Counts the definitions from 1. Goes up by itself; never down.';
COMMENT ON COLUMN experimentation.metrics.kind IS 'How a unit''s events make one number.';
COMMENT ON COLUMN experimentation.metrics.event_name IS 'The events that count.';
COMMENT ON COLUMN experimentation.metrics.denominator_event_name IS 'Of a ratio: the events below the line.';
COMMENT ON COLUMN experimentation.metrics.event_filter IS 'Attributes that an event must have to count, as {"currency": "EUR"}.';
COMMENT ON COLUMN experimentation.metrics.decimals IS 'Digits of a value that are kept.';
COMMENT ON COLUMN experimentation.metrics.delay IS 'From enrollment to the opening of the window.';
COMMENT ON COLUMN experimentation.metrics.attribution_window IS 'How long the window is open. Null: until the experiment stops.';
COMMENT ON COLUMN experimentation.metrics.mature_only IS 'Whether only units with a closed window are published.';
COMMENT ON COLUMN experimentation.metrics.cap_lower IS 'The least a unit''s total counts as. Null: no bound.';
COMMENT ON COLUMN experimentation.metrics.cap_upper IS 'The most a unit''s total counts as. Null: no bound.';
COMMENT ON COLUMN experimentation.metrics.covariate_days IS 'Days before enrollment of which the same metric adjusts the result (CUPED). Null: no adjustment.';
COMMENT ON COLUMN experimentation.metrics.quantile IS 'Of a quantile: which, 0.9 say.';
COMMENT ON COLUMN experimentation.metrics.steps IS 'Of a funnel: the names of its events, in order.';
COMMENT ON COLUMN experimentation.metrics.higher_is_better IS 'Whether an increase is good.';
COMMENT ON COLUMN experimentation.metrics.default_for IS 'Unit types whose flags get this metric without being asked.';
COMMENT ON COLUMN experimentation.metrics.description IS 'What it measures, for people.';

CREATE TABLE experimentation.experiment_metrics (
  experiment_key text NOT NULL
    REFERENCES experimentation.experiments (key) ON UPDATE CASCADE ON DELETE CASCADE,
  metric_key text NOT NULL REFERENCES experimentation.metrics (key) ON UPDATE CASCADE,
  role text NOT NULL DEFAULT 'secondary'
    CONSTRAINT role_is_primary_secondary_or_guardrail
      CHECK (role IN ('primary', 'secondary', 'guardrail')),
  margin double precision
    CONSTRAINT margin_is_finite_and_above_0 CHECK (margin > 0 AND experimentation.is_finite(margin)),
  mde double precision
    CONSTRAINT mde_is_finite_and_above_0 CHECK (mde > 0 AND experimentation.is_finite(mde)),
  PRIMARY KEY (experiment_key, metric_key)
);
COMMENT ON TABLE experimentation.experiment_metrics IS 'What an experiment measures.';
COMMENT ON COLUMN experimentation.experiment_metrics.experiment_key IS 'Of which experiment.';
COMMENT ON COLUMN experimentation.experiment_metrics.metric_key IS 'Which metric.';
COMMENT ON COLUMN experimentation.experiment_metrics.role IS 'primary decides, secondary informs, guardrail must not get worse by more than its margin.';
COMMENT ON COLUMN experimentation.experiment_metrics.margin IS 'Of a guardrail: the relative loss that is tolerated, 0.02 say.';
COMMENT ON COLUMN experimentation.experiment_metrics.mde IS 'The relative effect that the experiment is planned to find.';

CREATE TABLE experimentation.notes (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  experiment_key text NOT NULL
    REFERENCES experimentation.experiments (key) ON UPDATE CASCADE ON DELETE CASCADE,
  author text NOT NULL,
  kind text NOT NULL DEFAULT 'comment'
    CONSTRAINT kind_is_comment_decision_or_learning CHECK (kind IN ('comment', 'decision', 'learning')),
  action text NOT NULL DEFAULT 'none'
    CONSTRAINT action_is_none_acknowledge_or_reset_srm
      CHECK (action IN ('none', 'acknowledge', 'reset_srm')),
  body text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now()
    CONSTRAINT created_at_is_in_2000_to_2099 CHECK (experimentation.is_instant(created_at))
);
CREATE INDEX notes_of_an_experiment ON experimentation.notes (experiment_key);
COMMENT ON TABLE experimentation.notes IS 'What is said about an experiment, and what is done about its alarms.';
COMMENT ON COLUMN experimentation.notes.id IS 'Names the note; a decision tags the tables'' snapshots decision-<id>.';
COMMENT ON COLUMN experimentation.notes.experiment_key IS 'About which experiment.';
COMMENT ON COLUMN experimentation.notes.author IS 'Who says it.';
COMMENT ON COLUMN experimentation.notes.kind IS 'comment, decision or learning.';
COMMENT ON COLUMN experimentation.notes.action IS 'acknowledge: the alarm is known. reset_srm: the test of the split begins anew.';
COMMENT ON COLUMN experimentation.notes.body IS 'The words.';
COMMENT ON COLUMN experimentation.notes.created_at IS 'When it was written.';
