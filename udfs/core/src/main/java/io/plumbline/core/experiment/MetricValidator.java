package io.plumbline.core.experiment;

import java.util.ArrayList;
import java.util.List;

/** What can be wrong with a metric by itself. */
final class MetricValidator {
  private final String subject;
  private final Metric metric;
  private final List<Problem> problems = new ArrayList<>();

  private MetricValidator(Metric metric) {
    this.metric = metric;
    this.subject = "metric " + metric.key();
  }

  static List<Problem> validate(Metric metric) {
    MetricValidator validator = new MetricValidator(metric);
    validator.definition();
    validator.window();
    validator.caps();
    return validator.problems;
  }

  private void definition() {
    if (Texts.isBlank(metric.key())) {
      error("key", Texts.shown(metric.key()), "a name that is not blank");
    }
    if (metric.version() < 1) {
      error("version", metric.version(), "1 or more");
    }
    if (metric.kind() == null) {
      error("kind", "missing", "conversion, count, sum or retention");
    }
    if (Texts.isBlank(metric.eventName())) {
      error("event_name", Texts.shown(metric.eventName()), "the name of the events that count");
    }
    if (metric.decimals() < 0 || metric.decimals() > 6) {
      error("decimals", metric.decimals(), "0 to 6");
    }
  }

  private void window() {
    if (metric.delayMs() < 0) {
      error("delay", Texts.duration(metric.delayMs()), "PT0S or longer");
    }
    if (metric.windowMs() != null && metric.windowMs() <= 0) {
      error("attribution_window", Texts.duration(metric.windowMs()), "longer than PT0S");
    }
  }

  private void caps() {
    boolean comparable = cap("cap_lower", metric.capLower()) & cap("cap_upper", metric.capUpper());
    if (comparable && metric.capLower() > metric.capUpper()) {
      error("cap_lower", metric.capLower(), "at most cap_upper, " + metric.capUpper());
    }
  }

  private boolean cap(String field, Double cap) {
    if (cap != null && !Double.isFinite(cap)) {
      error(field, cap, "a finite number");
      return false;
    }
    return cap != null;
  }

  private void error(String field, Object found, String allowed) {
    problems.add(Problem.error(subject, field, found, allowed));
  }
}
