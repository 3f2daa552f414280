package io.plumbline.e2e.oracle;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Experiments and metrics with their history, as far as they were ever valid. */
public final class Configuration {

  /** Since when what a file states has been known. */
  static final long EVER = Long.MIN_VALUE;

  /** The only hash of assignments that the oracle knows. */
  static final String HASH_VERSION = "sha256";

  /** When what was never taken back ends. */
  static final long NEVER = Long.MAX_VALUE;

  private final List<Experiment> experiments;

  Configuration(List<Experiment> experiments) {
    this.experiments = List.copyOf(experiments);
  }

  List<Experiment> experiments() {
    return experiments;
  }

  /**
   * One version of a metric in one experiment. {@code delay} and {@code window} in milliseconds;
   * window null: until the stop.
   *
   * @param terms what it is there for, by time; the first from the beginning
   * @param validFrom units enrolled from then on count, and events visible from then on are asked
   *     for; {@link #EVER}: all
   * @param retiredFrom no row from then on, and no event is asked for; its earlier rows stay
   */
  record Metric(
      String key,
      int version,
      String kind,
      String eventName,
      Map<String, String> filter,
      int decimals,
      long delay,
      Long window,
      boolean matureOnly,
      BigDecimal capLower,
      BigDecimal capUpper,
      boolean higherIsBetter,
      List<Terms> terms,
      long validFrom,
      long retiredFrom) {

    /** One object a use of a metric, so that it is cheap as a key. */
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    boolean isBinary() {
      return kind.equals("conversion") || kind.equals("retention");
    }

    boolean isUncappedSum() {
      return kind.equals("sum") && capUpper == null;
    }

    boolean counts(long enrolledAt) {
      return validFrom <= enrolledAt;
    }

    /** Whether rows of this instant tell of it, and events visible at it are asked for. */
    boolean isInForce(long at) {
      return validFrom <= at && at < retiredFrom;
    }

    Terms termsAt(long at) {
      Terms found = terms.get(0);
      for (Terms later : terms) {
        found = later.from() <= at ? later : found;
      }
      return found;
    }

    boolean hasRole(String role, long at) {
      return termsAt(at).role().equals(role);
    }

    boolean takes(String name, Map<String, String> attributes) {
      return eventName.equals(name)
          && filter.entrySet().stream()
              .allMatch(entry -> entry.getValue().equals(attributes.get(entry.getKey())));
    }
  }

  /** What a metric is there for in an experiment, from a time on. */
  record Terms(long from, String role, Double margin, Double mde) {}

  /**
   * An attribute by which results are cut.
   *
   * @param validFrom units enrolled from then on count in it
   * @param retiredFrom no row from then on
   */
  record Dimension(String name, long validFrom, long retiredFrom) {

    boolean counts(long enrolledAt) {
      return validFrom <= enrolledAt;
    }

    boolean isInForce(long at) {
      return validFrom <= at && at < retiredFrom;
    }
  }

  /**
   * From {@code begin} to the next; weights in the order of the variants, as integers.
   *
   * @param traffic the share of units that take part
   */
  record Epoch(
      int number,
      long begin,
      BigInteger[] weights,
      BigDecimal traffic,
      boolean settling,
      boolean[] mayEnroll) {

    BigInteger totalWeight() {
      BigInteger total = BigInteger.ZERO;
      for (BigInteger weight : weights) {
        total = total.add(weight);
      }
      return total;
    }
  }

  /**
   * @param salt of the hash that assigns; null: nothing is known of it
   * @param knownFrom records visible from then on know of the experiment; {@link #EVER}: all
   * @param stopKnownFrom since when it is known when the experiment stops
   */
  record Experiment(
      String key,
      String unitType,
      long startedAt,
      Long stoppedAt,
      boolean excludesCrossovers,
      String salt,
      List<Dimension> dimensions,
      double srmAlpha,
      double alpha,
      long plannedUnits,
      List<String> variants,
      int control,
      List<Allocation> allocations,
      List<Metric> metrics,
      long knownFrom,
      long stopKnownFrom) {

    /**
     * @param visibleAt of the event
     */
    boolean asksFor(String eventName, long visibleAt) {
      return knownFrom <= visibleAt
          && metrics.stream()
              .anyMatch(
                  metric -> metric.isInForce(visibleAt) && metric.eventName().equals(eventName));
    }

    /** Planned to stop at a time that was known when it started; else null. */
    Long plannedStop() {
      return stopKnownFrom <= startedAt ? stoppedAt : null;
    }

    /** Epochs by begin; each later allocation settles first. */
    List<Epoch> epochs(long settle) {
      List<Epoch> epochs = new ArrayList<>();
      BigInteger[] before = null;
      for (int i = 0; i < allocations.size(); i++) {
        Allocation allocation = allocations.get(i);
        long next = i + 1 < allocations.size() ? allocations.get(i + 1).at() : Long.MAX_VALUE;
        long begin = Math.max(startedAt, allocation.at());
        if (i > 0 && settle > 0) {
          epochs.add(epoch(epochs.size(), begin, allocation, true, before));
          begin += settle;
        }
        if (begin < next) {
          epochs.add(epoch(epochs.size(), begin, allocation, false, null));
        }
        before = allocation.weights();
      }
      return epochs;
    }

    private static Epoch epoch(
        int number, long begin, Allocation allocation, boolean settling, BigInteger[] before) {
      BigInteger[] weights = allocation.weights();
      boolean[] mayEnroll = new boolean[weights.length];
      for (int i = 0; i < weights.length; i++) {
        mayEnroll[i] = weights[i].signum() > 0 || before != null && before[i].signum() > 0;
      }
      return new Epoch(number, begin, weights, allocation.traffic(), settling, mayEnroll);
    }
  }

  record Allocation(long at, BigInteger[] weights, BigDecimal traffic) {}

  Set<String> unitTypes() {
    Set<String> types = new TreeSet<>();
    experiments.forEach(experiment -> types.add(experiment.unitType()));
    return types;
  }

  boolean asksFor(String eventName, long visibleAt) {
    return experiments.stream().anyMatch(experiment -> experiment.asksFor(eventName, visibleAt));
  }

  public static Configuration read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /**
   * The product's file of experiments and metrics; beyond it {@code known_from} and {@code
   * stop_known_from} of an experiment and {@code valid_from} of a metric.
   */
  public static Configuration parse(String yaml) {
    LoaderOptions options = new LoaderOptions();
    DumperOptions dumper = new DumperOptions();
    Map<?, ?> root =
        new Yaml(
                new SafeConstructor(options),
                new Representer(dumper),
                dumper,
                options,
                new TextResolver())
            .load(yaml);
    Map<String, Map<?, ?>> metrics = new LinkedHashMap<>();
    for (Map<?, ?> metric : maps(root.get("metrics"))) {
      metrics.put(text(metric, "key", null), metric);
    }
    List<Experiment> experiments = new ArrayList<>();
    for (Map<?, ?> experiment : maps(root.get("experiments"))) {
      experiments.add(experiment(experiment, metrics));
    }
    return new Configuration(experiments);
  }

  private static Experiment experiment(Map<?, ?> from, Map<String, Map<?, ?>> metricsByKey) {
    String key = text(from, "key", null);
    if (!text(from, "hash_version", HASH_VERSION).equals(HASH_VERSION)) {
      throw new UnsupportedOperationException(key + ": the oracle hashes by " + HASH_VERSION);
    }
    List<String> variants = new ArrayList<>();
    int control = -1;
    for (Map<?, ?> variant : maps(from.get("variants"))) {
      if ("true".equals(text(variant, "is_control", "false"))) {
        control = variants.size();
      }
      variants.add(text(variant, "key", null));
    }
    long startedAt = millis(text(from, "started_at", null));
    Long stoppedAt = from.get("stopped_at") == null ? null : millis(text(from, "stopped_at", null));
    List<Metric> metrics = new ArrayList<>();
    for (Map<?, ?> use : maps(from.get("metrics"))) {
      metrics.add(metric(metricsByKey.get(text(use, "metric", null)), use));
    }
    List<Dimension> dimensions = new ArrayList<>();
    if (from.get("dimensions") instanceof List<?> names) {
      names.forEach(name -> dimensions.add(new Dimension(name.toString(), EVER, NEVER)));
    }
    return new Experiment(
        key,
        text(from, "unit_type", "user"),
        startedAt,
        stoppedAt,
        text(from, "crossover_policy", "first_exposure").equals("exclude"),
        text(from, "salt", null),
        dimensions,
        Double.parseDouble(text(from, "srm_alpha", "0.001")),
        Double.parseDouble(text(from, "alpha", "0.05")),
        Long.parseLong(text(from, "planned_units", "5000")),
        variants,
        control,
        allocations(from, variants, startedAt, stoppedAt),
        metrics,
        sinceEver(from, "known_from"),
        sinceEver(from, "stop_known_from"));
  }

  private static List<Allocation> allocations(
      Map<?, ?> from, List<String> variants, long startedAt, Long stoppedAt) {
    List<Allocation> sorted = new ArrayList<>();
    for (Map<?, ?> allocation : maps(from.get("allocations"))) {
      Map<?, ?> weights = (Map<?, ?>) allocation.get("weights");
      List<BigDecimal> decimals =
          variants.stream().map(key -> new BigDecimal(text(weights, key, "0"))).toList();
      sorted.add(
          new Allocation(
              millis(text(allocation, "effective_at", null)),
              integers(decimals),
              new BigDecimal(text(allocation, "traffic", "1"))));
    }
    sorted.sort(Comparator.comparingLong(Allocation::at));
    return inForce(sorted, startedAt, stoppedAt);
  }

  /** Whole numbers in the same proportions. */
  static BigInteger[] integers(List<BigDecimal> weights) {
    int scale = weights.stream().mapToInt(BigDecimal::scale).max().orElse(0);
    return weights.stream()
        .map(weight -> weight.movePointRight(Math.max(0, scale)).toBigIntegerExact())
        .toArray(BigInteger[]::new);
  }

  /**
   * The one in force at the start, then those strictly between start and stop.
   *
   * @param sorted by time
   */
  static List<Allocation> inForce(List<Allocation> sorted, long startedAt, Long stoppedAt) {
    List<Allocation> inForce = new ArrayList<>();
    for (Allocation allocation : sorted) {
      if (allocation.at() <= startedAt) {
        inForce.clear();
        inForce.add(allocation);
      } else if (stoppedAt == null || allocation.at() < stoppedAt) {
        inForce.add(allocation);
      }
    }
    return inForce;
  }

  private static Metric metric(Map<?, ?> from, Map<?, ?> use) {
    Map<String, String> filter = new LinkedHashMap<>();
    if (from.get("event_filter") instanceof Map<?, ?> pairs) {
      pairs.forEach((key, value) -> filter.put(key.toString(), value.toString()));
    }
    String window = text(from, "window", text(from, "attribution_window", null));
    String margin = text(use, "margin", null);
    String mde = text(use, "mde", null);
    return new Metric(
        text(from, "key", null),
        Integer.parseInt(text(from, "version", "1")),
        text(from, "kind", null),
        text(from, "event_name", null),
        filter,
        Integer.parseInt(text(from, "decimals", "6")),
        Duration.parse(text(from, "delay", "PT0S")).toMillis(),
        window == null ? null : Duration.parse(window).toMillis(),
        Boolean.parseBoolean(text(from, "mature_only", "false")),
        decimal(text(from, "cap_lower", null)),
        decimal(text(from, "cap_upper", null)),
        Boolean.parseBoolean(text(from, "higher_is_better", "true")),
        List.of(
            new Terms(
                EVER,
                text(use, "role", "secondary"),
                margin == null ? null : Double.valueOf(margin),
                mde == null ? null : Double.valueOf(mde))),
        sinceEver(from, "valid_from"),
        NEVER);
  }

  private static long sinceEver(Map<?, ?> from, String field) {
    String text = text(from, field, null);
    return text == null ? EVER : millis(text);
  }

  private static BigDecimal decimal(String text) {
    return text == null ? null : new BigDecimal(text);
  }

  private static long millis(String text) {
    return OffsetDateTime.parse(text).toInstant().toEpochMilli();
  }

  private static String text(Map<?, ?> from, String field, String missing) {
    Object value = from.get(field);
    return value == null ? missing : value.toString();
  }

  private static List<Map<?, ?>> maps(Object list) {
    List<Map<?, ?>> maps = new ArrayList<>();
    if (list instanceof List<?> items) {
      items.forEach(item -> maps.add((Map<?, ?>) item));
    }
    return maps;
  }

  /** Every scalar is its text: "on", a time, a number; only null is null. */
  private static final class TextResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, Pattern.compile("^(?:~|null| )$"), "~n\0");
      addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
    }
  }
}
