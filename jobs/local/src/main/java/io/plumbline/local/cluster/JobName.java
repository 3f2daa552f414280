package io.plumbline.local.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The jobs of the jar, each by the name under which it runs in Flink. */
enum JobName {
  CONFIG("io.plumbline.jobs.ConfigJob"),
  SRM("io.plumbline.jobs.SrmJob"),
  METRICS("io.plumbline.jobs.MetricsJob"),
  COLLECT("io.plumbline.jobs.CollectJob"),
  BACKFILL("io.plumbline.jobs.BackfillJob");

  private final String main;

  JobName(String main) {
    this.main = main;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  String main() {
    return main;
  }

  /** With a message that says what is allowed. */
  static final class Converter implements ITypeConverter<JobName> {
    @Override
    public JobName convert(String value) {
      List<String> allowed = Arrays.stream(values()).map(JobName::key).toList();
      if (!allowed.contains(value)) {
        throw new TypeConversionException(
            "'" + value + "' is no job; allowed: " + String.join(", ", allowed));
      }
      return valueOf(value.toUpperCase(Locale.ROOT));
    }
  }
}
