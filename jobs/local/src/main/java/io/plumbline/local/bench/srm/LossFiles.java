package io.plumbline.local.bench.srm;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The exposures of a plan as files; the same bytes whenever the plan is the same. */
final class LossFiles {
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /** A file is read by one task. */
  private static final int FILES = 4;

  private LossFiles() {}

  /**
   * What was written.
   *
   * @param lost units of the treatment, by experiment
   */
  record Written(long exposures, Map<String, Long> lost) {}

  /** The experiments as their file has them. */
  static String configuration(LossPlan plan) {
    StringBuilder text = new StringBuilder("experiments:\n");
    List<String> keys = new ArrayList<>(plan.lossy());
    keys.addAll(plan.healthy());
    for (String key : keys) {
      text.append(
          """
            - key: %1$s
              name: %1$s
              hypothesis: The split is as planned.
              owner: bench
              started_at: %2$s
              variants: [{key: control, is_control: true}, {key: treatment}]
              allocations: [{effective_at: %2$s, weights: {control: 1, treatment: 1}}]
              dimensions: [browser]
          """
              .formatted(key, LossPlan.START));
    }
    return text.append("metrics: []\n").toString();
  }

  /**
   * @param folder that is there and empty
   */
  static Written write(LossPlan plan, Path folder) throws IOException {
    List<BufferedWriter> files = new ArrayList<>();
    try {
      for (int i = 0; i < FILES; i++) {
        BufferedWriter file = Files.newBufferedWriter(folder.resolve("exposures-" + i + ".csv"));
        files.add(file);
        file.write(
            "exposure_id,experiment_key,variant_key,unit_id,event_time,attributes.browser\n");
      }
      return write(plan, files);
    } finally {
      for (BufferedWriter file : files) {
        file.close();
      }
    }
  }

  private static Written write(LossPlan plan, List<BufferedWriter> files) throws IOException {
    Map<String, SplittableRandom> draws = new LinkedHashMap<>();
    Map<String, Long> lost = new LinkedHashMap<>();
    // A stream each, so that what one experiment draws does not depend on how many there are.
    plan.lossy().forEach(key -> draws.put(key, draws(plan, key)));
    plan.lossy().forEach(key -> lost.put(key, 0L));
    plan.healthy().forEach(key -> draws.put(key, draws(plan, key)));
    SplittableRandom browsers = draws(plan, "browsers");
    long exposures = 0;
    long users = (long) plan.days() * plan.usersPerDay();
    for (long user = 0; user < users; user++) {
      Instant time = LossPlan.START.plusMillis(user * DAY_MS / plan.usersPerDay());
      String end =
          ",u%d,%s,%s\n"
              .formatted(
                  user, time, LossPlan.BROWSERS.get(browsers.nextInt(LossPlan.BROWSERS.size())));
      boolean losing = !time.isBefore(LossPlan.LOSS_BEGINS);
      BufferedWriter file = files.get((int) (user % FILES));
      for (Map.Entry<String, SplittableRandom> experiment : draws.entrySet()) {
        boolean treated = experiment.getValue().nextBoolean();
        boolean unlucky = experiment.getValue().nextDouble() < plan.loss();
        String key = experiment.getKey();
        if (losing && treated && unlucky && lost.containsKey(key)) {
          lost.merge(key, 1L, Long::sum);
          continue;
        }
        file.write("x" + exposures + "," + key + (treated ? ",treatment" : ",control") + end);
        exposures++;
      }
    }
    return new Written(exposures, lost);
  }

  private static SplittableRandom draws(LossPlan plan, String name) {
    return new SplittableRandom(31 * plan.seed() + name.hashCode()).split();
  }
}
