package io.plumbline.local.bench.functions;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time of the measured process per call, its compiler and collector included: on a busy
 * machine what a call takes, where time on the clock is mostly waiting. JMH makes one by its name.
 */
public final class ProcessorTimeProfiler implements InternalProfiler {
  /** The name of its figure. */
  static final String NANOS = "processor.time.norm";

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private long begun;

  @Override
  public String getDescription() {
    return "processor time per call";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    begun = process.getProcessCpuTime();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = process.getProcessCpuTime() - begun;
    long calls = result.getMetadata().getAllOps();
    return List.of(
        new ScalarResult(NANOS, nanos / Math.max(1, calls), "ns/op", AggregationPolicy.AVG));
  }
}
