package io.plumbline.local.bench.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class FunctionBenchmarksTest {
  private static final int CALLS = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final FunctionBenchmarks benchmarks = new FunctionBenchmarks();

  @Test
  void theTestsOfASplitAllocateNothing() {
    assertThat(allocated(benchmarks::srmOfTwoVariants)).as("two variants").isZero();
    assertThat(allocated(benchmarks::srmOfFiveVariants)).as("five variants").isZero();
    assertThat(allocated(benchmarks::combinedOverTenEpochs)).as("combined").isZero();
    assertThat(allocated(benchmarks::lateOnsetAtThirtyDays)).as("late onset").isZero();
  }

  @Test
  void whatAllocatesIsSeen() {
    assertThat(allocated(() -> benchmarks.anytimeAnalysisOfAPair().controlUnits())).isPositive();
  }

  @Test
  void theOthersRun() {
    assertThat(benchmarks.exactMomentsFold().units()).isEqualTo(1);
    assertThat(benchmarks.quantileSketchAdd().count()).isEqualTo(1);
    assertThat(benchmarks.assignmentBySha256()).isBetween(0.0, 1.0);
    assertThat(benchmarks.assignmentByGrowthbook()).isBetween(0.0, 1.0);
  }

  /**
   * Whole bytes a call, by this thread in many calls: no object is smaller than 16. As many calls
   * come before: the JVM itself allocates when it first loads and links something, some thousand
   * bytes at times.
   */
  private long allocated(DoubleSupplier function) {
    call(function);
    long before = threads.getCurrentThreadAllocatedBytes();
    double sum = call(function);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isFinite();
    return bytes / CALLS;
  }

  private static double call(DoubleSupplier function) {
    double sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += function.getAsDouble();
    }
    return sum;
  }
}
