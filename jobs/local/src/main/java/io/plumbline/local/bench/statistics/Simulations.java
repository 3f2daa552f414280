package io.plumbline.local.bench.statistics;

import io.plumbline.local.ProgressListener;
import io.plumbline.local.bench.report.BenchReport;
import picocli.CommandLine.Option;

/** What every command that simulates has: a seed, and threads that change nothing but the time. */
public final class Simulations {
  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of all that is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--threads",
      description = "That simulate. Default: one a core.",
      paramLabel = "N")
  private int threads = Runtime.getRuntime().availableProcessors();

  public long seed() {
    return seed;
  }

  public int threads() {
    return threads;
  }

  /**
   * @throws picocli.CommandLine.ParameterException if there are no threads
   */
  public void check(BenchReport report) {
    report.requireAtLeast("--threads", threads, 1);
  }

  /**
   * @param runs of a study at full size
   */
  public MonteCarlo monteCarlo(int runs, ProgressListener progress) {
    return new MonteCarlo(seed, runs, threads, progress);
  }
}
