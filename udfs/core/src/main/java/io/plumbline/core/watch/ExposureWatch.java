package io.plumbline.core.watch;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.StalledExposures;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.statistics.ExposureStall;
import io.plumbline.core.time.Timing;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Whether the exposures of experiments have stopped, bucket by bucket: {@link ExposureStall}.
 *
 * <pre>
 *   (nothing) -- M >= 10^4 --> OPENED -- log M <= 0 ------------> RESOLVED, RECOVERED
 *                                 |----- its allocation changes -> RESOLVED, RESET
 *                                 |----- it stops ---------------> RESOLVED, STOPPED
 * </pre>
 *
 * <p>A bucket is judged of the experiments that run through the whole of it. Each is measured by
 * those of the others whose usual rate is known (two hours of buckets) and not that of an outage;
 * while there is none, by its own past at the same time of the day. So that an experiment that
 * begins, ends or is ramped up makes no other one look small, the discounted reference is that of
 * the very experiments that it is measured by now: the sum of their discounted rates, over as many
 * buckets as the experiment itself has been seen for. Where the others never change that is the
 * recursion s <- .95 s + g, to the last digit but rounding. After a change of its allocation, and
 * after an outage, an experiment's rate is learned anew. A bucket in which none of the others was
 * seen says nothing: what stands still then is the pipeline.
 *
 * <p>What is said depends on the exposures and the configuration alone. A bucket without any
 * exposure may be left out until the next one comes; all buckets have to be given in order.
 */
public final class ExposureWatch {

  /**
   * After so long without any exposure of any experiment no bucket is judged until one comes, and
   * then every rate is learned anew.
   */
  public static final Duration FORGOTTEN_AFTER = Duration.ofDays(OwnClock.DAYS);

  private static final long SHORTEST_BUCKET_MS = Duration.ofMinutes(5).toMillis();

  private final long bucketMs;

  public ExposureWatch(Timing timing) {
    bucketMs = bucketMs(timing);
  }

  /** The smallest multiple of the tick that is not below five minutes; on the grid of the ticks. */
  public static long bucketMs(Timing timing) {
    long ticks = (SHORTEST_BUCKET_MS + timing.tickMs() - 1) / timing.tickMs();
    return ticks * timing.tickMs();
  }

  /**
   * The end of the bucket in which something counts that is in the rows from an instant on.
   *
   * @param instant milliseconds since the epoch
   */
  public static long bucketEnd(long instant, Timing timing) {
    long bucketMs = bucketMs(timing);
    return Math.floorDiv(instant + bucketMs - 1, bucketMs) * bucketMs;
  }

  /**
   * What is known of an experiment before a bucket.
   *
   * @param exposures applied in the bucket
   */
  public record Seen(Experiment experiment, ExposureRate rate, long exposures) {}

  /** Whether an experiment runs through the whole of the bucket that ends then. */
  public boolean runsThrough(Experiment experiment, long end) {
    Long stoppedAt = experiment.stoppedAt();
    return experiment.startedAt() <= end - bucketMs && (stoppedAt == null || stoppedAt > end);
  }

  /**
   * Judges one bucket.
   *
   * @param end of the bucket, milliseconds since the epoch
   * @param seen all experiments that run through it, by key
   * @param out takes alerts, by key
   * @return what is known after it, by key
   */
  public TreeMap<String, ExposureRate> judge(
      long end, TreeMap<String, Seen> seen, Consumer<ExperimentAlert> out) {
    Others measures = new Others(0, 0, 0.0);
    long total = 0;
    for (Seen each : seen.values()) {
      total += each.exposures();
      if (isMeasure(each, end)) {
        measures = measures.and(each.exposures(), each.rate().perBucket());
      }
    }
    TreeMap<String, ExposureRate> after = new TreeMap<>();
    for (Seen each : seen.values()) {
      if (hasChanged(each.experiment(), end)) {
        if (each.rate().isOpen()) {
          out.accept(StalledExposures.reset(each.experiment(), each.rate().openedAt(), end));
        }
        after.put(each.experiment().key(), ExposureRate.UNSEEN);
      } else {
        Others others =
            isMeasure(each, end)
                ? measures.without(each.exposures(), each.rate().perBucket())
                : measures;
        after.put(each.experiment().key(), judge(end, each, others, total > 0, out));
      }
    }
    return after;
  }

  /** The alert of an experiment that has stopped ends with it. */
  public void stop(Experiment experiment, ExposureRate rate, Consumer<ExperimentAlert> out) {
    if (rate.isOpen()) {
      out.accept(StalledExposures.stopped(experiment, rate.openedAt(), experiment.stoppedAt()));
    }
  }

  private ExposureRate judge(
      long end, Seen seen, Others others, boolean anySeen, Consumer<ExperimentAlert> out) {
    ExposureRate rate = seen.rate();
    long x = seen.exposures();
    ExposureRate learned = anySeen ? rate.learned(x) : rate;
    if (others.count() > 0) {
      learned = learned.withClock(OwnClock.NEW);
      if (others.exposures() == 0) {
        return learned;
      }
      return told(
          end,
          seen,
          learned,
          new Measured(rate.process(others.perBucket() + 1.0), x, others.exposures() + 1.0, true),
          out);
    }
    long bucket = Math.floorDiv(end, bucketMs) - 1;
    OptionalDouble usual = rate.clock().reference(bucket, bucketMs);
    OwnClock remembered = rate.clock().with(bucket, x, bucketMs);
    if (usual.isEmpty()) {
      return learned.withClock(remembered);
    }
    Measured measured =
        new Measured(rate.clock().process(rate.logM()), x, usual.getAsDouble(), false);
    return told(end, seen, learned.withClock(remembered.judged(measured.after())), measured, out);
  }

  /** Opens or resolves, where the process is past its warm-up. */
  private ExposureRate told(
      long end, Seen seen, ExposureRate learned, Measured measured, Consumer<ExperimentAlert> out) {
    ExposureStall after = measured.after();
    ExposureRate rate = learned.withEvidence(after.logM());
    if (!ExposureStall.isWarm(measured.before().buckets())) {
      return rate;
    }
    if (!rate.isOpen() && after.isAlarm()) {
      out.accept(
          StalledExposures.opened(
              seen.experiment(),
              end - bucketMs,
              end,
              seen.exposures(),
              measured.usual(),
              measured.byOthers()));
      return rate.opened(end);
    }
    if (rate.isOpen() && after.logM() <= 0.0) {
      out.accept(StalledExposures.recovered(seen.experiment(), rate.openedAt(), end));
      return rate.recovered();
    }
    return rate;
  }

  private boolean isMeasure(Seen seen, long end) {
    return seen.rate().isMeasure() && !hasChanged(seen.experiment(), end);
  }

  /** Whether another allocation, of weights or traffic, has come into force in the bucket. */
  private boolean hasChanged(Experiment experiment, long end) {
    for (Allocation allocation : experiment.allocations()) {
      long at = allocation.effectiveAt();
      if (at > experiment.startedAt() && end - bucketMs <= at && at < end) {
        return true;
      }
    }
    return false;
  }

  /**
   * The experiments by which one is measured.
   *
   * @param exposures in the bucket
   * @param perBucket as usual
   */
  private record Others(int count, long exposures, double perBucket) {
    Others and(long more, double usually) {
      return new Others(count + 1, exposures + more, perBucket + usually);
    }

    Others without(long less, double usually) {
      // What is left of a difference between equals is no rate.
      double rest = count == 1 ? 0.0 : Math.max(0.0, perBucket - usually);
      return new Others(count - 1, exposures - less, rest);
    }
  }

  /**
   * A bucket against its reference.
   *
   * @param x exposures in the bucket
   * @param g the reference
   */
  private record Measured(ExposureStall before, long x, double g, boolean byOthers) {
    ExposureStall after() {
      return before.next(x, g);
    }

    /** As many exposures as would be in proportion to the reference. */
    double usual() {
      return before.exposures() / before.reference() * g;
    }
  }
}
