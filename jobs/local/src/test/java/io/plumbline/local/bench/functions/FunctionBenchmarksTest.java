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

  /** By this thread in many calls, after the first few have loaded what they need. */
  private long allocated(DoubleSupplier function) {
    double sum = call(function, CALLS / 10);
    long before = threads.getCurrentThreadAllocatedBytes();
    sum += call(function, CALLS);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isFinite();
    return bytes;
  }

  private static double call(DoubleSupplier function, int calls) {
    double sum = 0;
    for (int i = 0; i < calls; i++) {
      sum += function.getAsDouble();
    }
    return sum;
  }
}
