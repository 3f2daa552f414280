package io.plumbline.local.bench.statistics;

import io.plumbline.local.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs simulations over threads. The figures of a run are a function of (seed, study, run), and
 * stand at the place of the run: they are the same for any number of threads.
 */
public final class MonteCarlo {
  private final long seed;
  private final int runs;
  private final int threads;
  private final ProgressListener progress;

  /** One run of a study. */
  @FunctionalInterface
  public interface Simulated {
    /**
     * @param figures to fill; zeros at first
     */
    void run(Draws draws, double[] figures);
  }

  /**
   * @param runs of a study at full size
   */
  public MonteCarlo(long seed, int runs, int threads, ProgressListener progress) {
    this.seed = seed;
    this.runs = runs;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * The figures of all runs, by run.
   *
   * @param study its name, by which its draws differ from others'
   * @param part of the runs of a full study, where one run costs more than others
   * @param width figures a run
   */
  public double[][] figures(String study, double part, int width, Simulated simulated) {
    progress.stage(study);
    double[][] figures = new double[Math.max(1, (int) Math.round(part * runs))][width];
    AtomicInteger next = new AtomicInteger();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(
            executor.submit(
                () -> {
                  for (int run = next.getAndIncrement();
                      run < figures.length;
                      run = next.getAndIncrement()) {
                    simulated.run(new Draws(seed, study, run), figures[run]);
                  }
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(study + " failed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(study + " was interrupted", e);
    } finally {
      executor.shutdownNow();
    }
    return figures;
  }
}
