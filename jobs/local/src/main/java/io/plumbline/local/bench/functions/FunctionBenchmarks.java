package io.plumbline.local.bench.functions;

import io.plumbline.core.assignment.Assignment;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.sketch.QuantileSketch;
import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.DayCounts;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.EpochPair;
import io.plumbline.core.statistics.LateOnset;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.core.statistics.SrmCombined;
import io.plumbline.core.statistics.SrmEValue;
import io.plumbline.core.statistics.SrmWorkspace;
import io.plumbline.core.statistics.ValueRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One call each. What a call works on changes from call to call, in a circle, so that nothing is
 * computed once for all; {@link StrictMath} and the cost of the tests depend on it only a little.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FunctionBenchmarks {
  private static final int CIRCLE = 1 << 10;
  private static final int DAYS = 30;
  private static final int EPOCHS = 10;
  private static final String SALT = "checkout-2026";

  private final SrmWorkspace workspace = new SrmWorkspace();
  private final long[][] twoVariants = new long[CIRCLE][];
  private final long[] twoWeights = {1, 1};
  private final long[][] fiveVariants = new long[CIRCLE][];
  private final long[] fiveWeights = {1, 1, 1, 1, 1};
  private final List<List<EpochCounts>> epochs = new ArrayList<>();
  private final List<List<DayCounts>> days = new ArrayList<>();
  private final List<List<EpochPair>> pairs = new ArrayList<>();
  private final long[] values = new long[CIRCLE];
  private final String[] units = new String[CIRCLE];
  private final ExactMoments moments = new ExactMoments();
  private final QuantileSketch sketch = new QuantileSketch();
  private int call;

  public FunctionBenchmarks() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < CIRCLE; i++) {
      twoVariants[i] = counts(random, 2, 50_000);
      fiveVariants[i] = counts(random, 5, 20_000);
      epochs.add(epochs(random));
      days.add(days(random));
      pairs.add(List.of(new EpochPair(arm(random, 40_000), arm(random, 40_000), 0.5)));
      values[i] = random.nextLong(10_000_000);
      units[i] = "user-" + random.nextInt(1_000_000_000);
    }
  }

  private static long[] counts(SplittableRandom random, int variants, int about) {
    long[] counts = new long[variants];
    for (int i = 0; i < variants; i++) {
      counts[i] = about + random.nextInt(about / 50);
    }
    return counts;
  }

  private static List<EpochCounts> epochs(SplittableRandom random) {
    List<EpochCounts> epochs = new ArrayList<>();
    for (int e = 0; e < EPOCHS; e++) {
      epochs.add(new EpochCounts(counts(random, 2, 5_000), new long[] {40 + e, 50}));
    }
    return List.copyOf(epochs);
  }

  private static List<DayCounts> days(SplittableRandom random) {
    List<DayCounts> days = new ArrayList<>();
    for (int day = 1; day <= DAYS; day++) {
      days.add(
          new DayCounts(
              day, List.of(new EpochCounts(counts(random, 2, 2_000), new long[] {1, 1}))));
    }
    return List.copyOf(days);
  }

  private static Arm arm(SplittableRandom random, int about) {
    int units = about + random.nextInt(about / 50);
    return new Arm(units, units * (1 + 0.01 * random.nextDouble()), 40.0 * units, units / 30);
  }

  private int next() {
    return call++ & (CIRCLE - 1);
  }

  @Benchmark
  public double srmOfTwoVariants() {
    return SrmEValue.logE(twoVariants[next()], twoWeights);
  }

  @Benchmark
  public double srmOfFiveVariants() {
    return SrmEValue.logE(fiveVariants[next()], fiveWeights);
  }

  @Benchmark
  public double combinedOverTenEpochs() {
    return SrmCombined.logE(epochs.get(next()), workspace);
  }

  @Benchmark
  public double lateOnsetAtThirtyDays() {
    return LateOnset.logE(days.get(next()), DAYS, workspace);
  }

  @Benchmark
  public ExactMoments exactMomentsFold() {
    moments.addUnit(values[next()]);
    return moments;
  }

  @Benchmark
  public PairResult anytimeAnalysisOfAPair() {
    return PairAnalysis.analyse(pairs.get(next()), ValueRange.LIMITED, 0.05, 100_000);
  }

  @Benchmark
  public double assignmentBySha256() {
    return Assignment.bucket(units[next()], SALT, "sha256");
  }

  @Benchmark
  public double assignmentByGrowthbook() {
    return Assignment.bucket(units[next()], SALT, "growthbook-2");
  }

  @Benchmark
  public QuantileSketch quantileSketchAdd() {
    sketch.add(1e-3 * values[next()]);
    return sketch;
  }
}
