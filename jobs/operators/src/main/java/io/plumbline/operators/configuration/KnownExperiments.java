package io.plumbline.operators.configuration;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentSuccession;
import io.plumbline.core.experiment.HiddenChanges;
import io.plumbline.core.experiment.Problem;
import io.plumbline.core.time.Silences;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.ExperimentCodec;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.SilencesCodec;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last valid document of each experiment, in keyed state. A document that cannot follow the one
 * in force is refused with its reason, and changes nothing. A deletion takes back what has not
 * started; it never erases. What changed while the configuration was silent and the run went on
 * acts from the end of that silence: {@link HiddenChanges}.
 */
final class KnownExperiments {
  /** The Flink metric that counts refused documents. */
  static final String REFUSED = "config_documents_refused";

  private static final Logger LOG = LoggerFactory.getLogger(KnownExperiments.class);

  private final MapState<String, Experiment> experiments;
  private final MapState<String, Long> lateFrom;
  private final ValueState<Long> heartbeat;
  private final ValueState<Silences> silences;
  private final Counter refused;

  KnownExperiments(RuntimeContext context) {
    experiments =
        context.getMapState(
            new MapStateDescriptor<>("experiments", Types.STRING, ExperimentCodec.TYPE));
    lateFrom = context.getMapState(new MapStateDescriptor<>("late-from", Types.STRING, Types.LONG));
    heartbeat = context.getState(new ValueStateDescriptor<>("heartbeat", Types.LONG));
    silences = context.getState(new ValueStateDescriptor<>("silences", SilencesCodec.TYPE));
    refused = context.getMetricGroup().counter(REFUSED);
  }

  /** The experiment that is in force anew; null if nothing has changed. */
  Experiment accept(ConfigRecord config) throws Exception {
    if (config.isHeartbeat()) {
      heartbeat.update(Math.max(completeUntil(), config.heartbeatAt()));
      return null;
    }
    if (config.isSilence()) {
      silences.update(silences().with(config.silence()));
      return null;
    }
    Experiment known = experiments.get(config.key());
    Experiment next = following(known, config);
    boolean isNewlyLate = !lateFrom.contains(config.key()) && isLate(known, config, next);
    if (isNewlyLate) {
      LOG.warn("experiment {} changed while the configuration was silent", config.key());
      lateFrom.put(config.key(), silences().actedUntil());
    }
    if (next == null || (next.equals(known) && !isNewlyLate)) {
      return null;
    }
    experiments.put(config.key(), next);
    return next;
  }

  /** What is in force then; null: nothing is known under the key. */
  private Experiment following(Experiment known, ConfigRecord config) throws Exception {
    // What was done without knowing the configuration is done too.
    long actedUntil = Math.max(completeUntil(), silences().actedUntil());
    if (config.isDeletion()) {
      return following(known, null, actedUntil);
    }
    Experiment newer = HiddenChanges.postponed(known, config.experiment(), silences());
    List<Problem> problems = problems(known, newer, actedUntil);
    if (!problems.isEmpty()) {
      refused.inc();
      problems.forEach(
          problem -> LOG.warn("a new configuration is refused: {}", problem.message()));
    }
    return following(known, newer, actedUntil);
  }

  /**
   * @param newer null: it was deleted
   */
  private static Experiment following(Experiment known, Experiment newer, long actedUntil) {
    if (known == null) {
      return newer;
    }
    if (newer == null) {
      return known.startedAt() < actedUntil ? known : known.takenBack();
    }
    return problems(known, newer, actedUntil).isEmpty()
        ? ExperimentSuccession.of(known, newer, actedUntil)
        : known;
  }

  private static List<Problem> problems(Experiment known, Experiment newer, long actedUntil) {
    return known == null ? List.of() : ExperimentSuccession.problems(known, newer, actedUntil);
  }

  /** Whether something else would be in force, had the run waited for its configuration. */
  private boolean isLate(Experiment known, ConfigRecord config, Experiment inForce)
      throws Exception {
    return !silences().all().isEmpty()
        && !Objects.equals(inForce, following(known, config.experiment(), completeUntil()));
  }

  private long completeUntil() throws Exception {
    Long complete = heartbeat.value();
    return complete == null ? ExperimentSuccession.NEVER : complete;
  }

  /** From when an experiment acts on what was learned too late; see {@link ExperimentInRun}. */
  long lateFrom(String experimentKey) throws Exception {
    Long late = lateFrom.get(experimentKey);
    return late == null ? ExperimentInRun.NEVER : late;
  }

  /** When the run went on without its configuration. */
  Silences silences() throws Exception {
    Silences known = silences.value();
    return known == null ? Silences.NONE : known;
  }

  Iterable<Experiment> all() throws Exception {
    return experiments.values();
  }
}
