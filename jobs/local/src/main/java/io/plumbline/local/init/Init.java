package io.plumbline.local.init;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Makes what a plan says and is not there. */
final class Init {
  private final List<InitStep> steps = new ArrayList<>();

  /**
   * @param partitions of new topics that do not fix their own; empty: the broker's default
   */
  Init(InitPlan plan, OptionalInt partitions) {
    steps.add(new TopicStep(plan.kafka(), plan.topics(), partitions));
    plan.registry().ifPresent(registry -> steps.add(new SubjectStep(registry)));
    steps.add(new TableStep(plan.catalog(), plan.tables()));
  }

  /** One line each; changes nothing. */
  List<String> missing() throws IOException {
    List<String> missing = new ArrayList<>();
    for (InitStep step : steps) {
      missing.addAll(step.missing());
    }
    return missing;
  }

  /** All is looked at before the first thing is made. */
  List<String> make() throws IOException {
    List<String> made = missing();
    for (InitStep step : steps) {
      step.make();
    }
    return made;
  }
}
