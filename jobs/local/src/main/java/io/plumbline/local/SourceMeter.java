package io.plumbline.local;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Adds up what the sources of a job in this process have read, from Flink's own counters.
 *
 * <p>Flink makes its reporters itself, so that a run finds its own by a name it chose.
 */
public final class SourceMeter implements MetricReporter {
  private static final String PREFIX = "metrics.reporter.source-meter.";
  private static final String RUN = "run";
  private static final String OPERATOR = "<operator_name>";
  private static final Map<String, SourceMeter> METERS = new ConcurrentHashMap<>();

  private static final String SOURCE = "Source: ";

  private final Map<String, Source> sources = new ConcurrentHashMap<>();

  /** One task of a source. */
  private record Source(String name, Counter counter) {}

  /** Has every task of the cluster that is made with this configuration count for the run. */
  public static void install(Configuration configuration, String run) {
    configuration.setString(PREFIX + "factory.class", Factory.class.getName());
    configuration.setString(PREFIX + RUN, run);
    METERS.put(run, new SourceMeter());
  }

  /** Records read so far by all sources. */
  public static long read(String run) {
    return read(run, name -> true);
  }

  /**
   * Records read so far by some sources.
   *
   * @param wanted of the names of sources
   */
  public static long read(String run, Predicate<String> wanted) {
    SourceMeter meter = METERS.get(run);
    return meter == null
        ? 0
        : meter.sources.values().stream()
            .filter(source -> wanted.test(source.name()))
            .mapToLong(source -> source.counter().getCount())
            .sum();
  }

  public static void remove(String run) {
    METERS.remove(run);
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    String operator = group.getAllVariables().get(OPERATOR);
    if (name.equals("numRecordsIn")
        && metric instanceof Counter counter
        && operator != null
        && operator.startsWith(SOURCE)) {
      sources.put(
          group.getMetricIdentifier(name),
          new Source(operator.substring(SOURCE.length()), counter));
    }
  }

  /** The count of a task that has ended still counts. */
  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}

  /** For Flink's service loader. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return METERS.computeIfAbsent(properties.getProperty(RUN, ""), run -> new SourceMeter());
    }
  }
}
