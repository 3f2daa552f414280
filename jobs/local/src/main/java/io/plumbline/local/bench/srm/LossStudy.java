package io.plumbline.local.bench.srm;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.statistics.SrmEValue;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.local.ProgressLine;
import io.plumbline.local.bench.statistics.Evidence;
import io.plumbline.local.bench.statistics.MonteCarlo;
import io.plumbline.local.bench.statistics.Quantile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A small loss in one arm, from a day in the midst of the experiment on, and how the whole job
 * finds it; beside healthy experiments of the same size in the same run.
 */
public final class LossStudy {

  /** STATISTICS.md, section 1: the median units until E is at 1 / 0.001, for 50.5/49.5. */
  private static final long KNOWN_UNITS = 193_096;

  private static final double KNOWN_DISTANCE = 0.005;

  private static final double SRM_ALPHA = 0.001;
  private static final long[] EVEN = {1, 1};
  private static final int SIMULATED = 400;
  private static final int LOOKS_UNTIL_KNOWN = 100;
  private static final int LONGEST = 20;

  private final LossPlan plan;
  private final int parallelism;
  private final ProgressLine progress;
  private final Evidence evidence;
  private final List<String> breaches = new ArrayList<>();

  public LossStudy(LossPlan plan, int parallelism, ProgressLine progress, Evidence evidence) {
    this.plan = plan;
    this.parallelism = parallelism;
    this.progress = progress;
    this.evidence = evidence;
  }

  /**
   * @param folder that is there and empty
   */
  public void run(Path folder) throws Exception {
    Path configuration =
        Files.writeString(folder.resolve("experiments.yaml"), LossFiles.configuration(plan));
    Path exposures = Files.createDirectory(folder.resolve("exposures"));
    CatalogConfig catalog = CatalogConfig.embedded(folder.resolve("warehouse"));
    progress.stage("writing exposures");
    LossFiles.Written written = LossFiles.write(plan, exposures);
    progress.stage(
        String.format(Locale.ROOT, "SrmJob over %,d exposures in files", written.exposures()));
    long begun = System.nanoTime();
    LossRun.run(configuration, exposures, catalog, parallelism);
    double seconds = (System.nanoTime() - begun) / 1e9;
    progress.say(
        String.format(
            Locale.ROOT,
            "SrmJob over %,d exposures in files in %.1f s",
            written.exposures(),
            seconds));
    print(written, seconds, LossFindings.read(catalog));
  }

  /** What is not as it should be. */
  public List<String> breaches() {
    return List.copyOf(breaches);
  }

  private void print(LossFiles.Written written, double seconds, LossFindings findings) {
    evidence.heading("A small loss in one arm");
    evidence.text(
        String.format(
            Locale.ROOT,
            "SrmJob over files: %d experiments at 1:1 that lose %.1f %% of the treatment's units"
                + " from day %d on (%.2f/%.2f of those that come), %d healthy ones beside them;"
                + " every user is in all of them, %,d users a day for %d days, five browsers, tick"
                + " %s, seed %d; %,d exposures in %.0f s. What is said here is read from the"
                + " tables.",
            plan.pairs(),
            100 * plan.loss(),
            LossPlan.FIRST_LOSSY_DAY,
            100 * (1 - plan.treatmentShare()),
            100 * plan.treatmentShare(),
            plan.pairs(),
            plan.usersPerDay(),
            plan.days(),
            LossRun.TICK,
            plan.seed(),
            written.exposures(),
            seconds));
    evidence.table(
        "experiment",
        "units lost in all",
        "WARNED, units since the loss began",
        "OPENED, units since the loss began",
        "as_of",
        "suspect of the alert that opened",
        "suspect in the end");
    double[] delays = new double[plan.pairs()];
    for (int i = 0; i < delays.length; i++) {
      String key = plan.lossy().get(i);
      Optional<Instant> opened = findings.firstAt(key, AlertStatus.OPENED);
      delays[i] = opened.map(at -> (double) delay(findings, key, at)).orElse(Double.MAX_VALUE);
      if (opened.isEmpty()) {
        breaches.add(key + " was not opened");
      }
      evidence.row(
          key,
          number(written.lost().get(key)),
          findings
              .firstAt(key, AlertStatus.WARNED)
              .map(at -> number(delay(findings, key, at)))
              .orElse("never"),
          opened.map(at -> number(delay(findings, key, at))).orElse("never"),
          opened.map(Instant::toString).orElse(""),
          findings.suspectOf(key, AlertStatus.OPENED),
          findings.lastSuspect(key));
    }
    delays(delays);
    healthy(findings);
  }

  private static long delay(LossFindings findings, String key, Instant at) {
    return findings.units(key, at) - findings.units(key, LossPlan.LOSS_BEGINS);
  }

  private void delays(double[] delays) {
    double distance = 0.5 - plan.treatmentShare();
    double squared = KNOWN_DISTANCE * KNOWN_DISTANCE / (distance * distance);
    double[] alone = Quantile.sorted(alone(squared), 0);
    double[] sorted = delays.clone();
    Arrays.sort(sorted);
    double median = Quantile.of(sorted, 0.5);
    evidence.text("The delay beside what E alone takes if the mismatch is there from the start:");
    evidence.table("median units until the alarm", "units");
    evidence.row(
        "STATISTICS.md, section 1, 50.5/49.5, which is a loss of 2 %", number(KNOWN_UNITS));
    evidence.row(
        String.format(
            Locale.ROOT,
            "the same for %.2f/%.2f, as the square of the distance from 1:1",
            100 - 100 * plan.treatmentShare(),
            100 * plan.treatmentShare()),
        number(Math.round(squared * KNOWN_UNITS)));
    evidence.row(
        "E alone at that split, " + SIMULATED + " simulated",
        number(Math.round(Quantile.of(alone, 0.5)))
            + " ± "
            + number(Math.round(Quantile.medianStandardError(alone)))
            + " (80 % within "
            + number(Math.round(Quantile.of(alone, 0.1)))
            + " to "
            + number(Math.round(Quantile.of(alone, 0.9)))
            + ")");
    evidence.row(
        "the job, from the beginning of the loss on, these " + delays.length,
        median == Double.MAX_VALUE ? "more than there were" : number(Math.round(median)));
  }

  /** Until E is at 1 / alpha, of a split that is never as planned. */
  private double[][] alone(double squared) {
    long step = Math.max(1, Math.round(squared * KNOWN_UNITS / LOOKS_UNTIL_KNOWN));
    double alarm = -StrictMath.log(SRM_ALPHA);
    MonteCarlo monteCarlo = new MonteCarlo(plan.seed(), SIMULATED, parallelism, progress);
    return monteCarlo.figures(
        "E alone",
        1,
        1,
        (draws, figure) -> {
          long[] counts = new long[2];
          for (int look = 1; look <= LONGEST * LOOKS_UNTIL_KNOWN; look++) {
            long treated = draws.binomial(step, plan.treatmentShare());
            counts[0] += step - treated;
            counts[1] += treated;
            figure[0] = look * (double) step;
            if (SrmEValue.logE(counts, EVEN) >= alarm) {
              return;
            }
          }
        });
  }

  private void healthy(LossFindings findings) {
    long warned = count(findings, AlertStatus.WARNED);
    long opened = count(findings, AlertStatus.OPENED);
    long alerts = plan.healthy().stream().mapToLong(findings::alerts).sum();
    if (opened > 0) {
      breaches.add(opened + " healthy experiments were opened");
    }
    evidence.text("The healthy ones in the same run:");
    evidence.table("experiments", "ever WARNED", "ever OPENED", "alerts of any kind", "nominal");
    evidence.row(
        number(plan.pairs()),
        number(warned),
        number(opened),
        number(alerts),
        String.format(Locale.ROOT, "at most %.3f opened", plan.pairs() * SRM_ALPHA));
  }

  private long count(LossFindings findings, AlertStatus status) {
    return plan.healthy().stream().filter(key -> findings.firstAt(key, status).isPresent()).count();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
