package io.plumbline.operators.configuration;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentSuccession;
import io.plumbline.core.experiment.Problem;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.ExperimentCodec;
import java.util.List;
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
 * started; it never erases.
 */
final class KnownExperiments {
  /** The Flink metric that counts refused documents. */
  static final String REFUSED = "config_documents_refused";

  private static final Logger LOG = LoggerFactory.getLogger(KnownExperiments.class);

  private final MapState<String, Experiment> experiments;
  private final ValueState<Long> heartbeat;
  private final Counter refused;

  KnownExperiments(RuntimeContext context) {
    experiments =
        context.getMapState(
            new MapStateDescriptor<>("experiments", Types.STRING, ExperimentCodec.TYPE));
    heartbeat = context.getState(new ValueStateDescriptor<>("heartbeat", Types.LONG));
    refused = context.getMetricGroup().counter(REFUSED);
  }

  /** The experiment that is in force anew; null if nothing has changed. */
  Experiment accept(ConfigRecord config) throws Exception {
    Long before = heartbeat.value();
    long actedUntil = before == null ? ExperimentSuccession.NEVER : before;
    if (config.isHeartbeat()) {
      if (config.heartbeatAt() > actedUntil) {
        heartbeat.update(config.heartbeatAt());
      }
      return null;
    }
    Experiment known = experiments.get(config.key());
    Experiment next;
    if (config.isDeletion()) {
      next = known == null || known.startedAt() < actedUntil ? null : known.takenBack();
    } else {
      next = known == null ? config.experiment() : next(known, config, actedUntil);
    }
    if (next == null || next.equals(known)) {
      return null;
    }
    experiments.put(config.key(), next);
    return next;
  }

  private Experiment next(Experiment known, ConfigRecord config, long actedUntil) {
    List<Problem> problems = ExperimentSuccession.problems(known, config.experiment(), actedUntil);
    if (problems.isEmpty()) {
      return ExperimentSuccession.of(known, config.experiment(), actedUntil);
    }
    refused.inc();
    problems.forEach(problem -> LOG.warn("a new configuration is refused: {}", problem.message()));
    return null;
  }

  Iterable<Experiment> all() throws Exception {
    return experiments.values();
  }
}
