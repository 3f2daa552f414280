package io.plumbline.local.simulate;

import io.plumbline.local.simulate.ExposureSimulator.Enrolled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Writes a simulated product into a folder: {@value #CONFIGURATION_FILE}, {@value #EXPOSURES_FILE}
 * and {@value #EVENTS_FILE} in random order of lines, and {@value #TRUTH_FILE}.
 */
public final class Simulation {

  public static final String CONFIGURATION_FILE = "experiments.yaml";
  public static final String EXPOSURES_FILE = "exposures.csv.gz";
  public static final String EVENTS_FILE = "events.ndjson.gz";
  public static final String TRUTH_FILE = "truth.json";

  private static final int EXPOSURES_PER_UNIT = 7;
  private static final int EVENTS_PER_UNIT = 13;
  private static final int PROGRESS_EVERY = 1_000;

  private Simulation() {}

  /** How much was written, header lines not counted. */
  public record Written(long exposures, long events) {}

  /**
   * Writes the four files; the same settings give the same bytes.
   *
   * @param out created if missing
   * @throws IllegalArgumentException when {@code out} is a file or a folder with anything in it
   * @throws IOException when it cannot be written
   */
  public static Written write(SimulationSettings settings, Path out) throws IOException {
    return write(settings, out, units -> {});
  }

  /**
   * @param progress told now and then how many of the units are done
   * @see #write(SimulationSettings, Path)
   */
  public static Written write(SimulationSettings settings, Path out, LongConsumer progress)
      throws IOException {
    requireEmpty(out);
    Files.createDirectories(out);
    List<SimulatedExperiment> experiments = Catalogue.experiments(settings);
    List<SimulatedMetric> metrics = Catalogue.metrics();
    Truth truth = new Truth(settings, experiments, metrics);
    long seed = settings.seed();
    long units = settings.units();
    ShuffledLines exposures =
        new ShuffledLines(
            out.resolve(EXPOSURES_FILE), Lines.EXPOSURE_HEADER, seed, units * EXPOSURES_PER_UNIT);
    ShuffledLines events =
        new ShuffledLines(out.resolve(EVENTS_FILE), null, ~seed, units * EVENTS_PER_UNIT);
    try (exposures;
        events) {
      ExposureSimulator exposureSimulator = new ExposureSimulator(settings, exposures, truth);
      EventSimulator eventSimulator = new EventSimulator(settings, events, truth);
      for (int index = 0; index < settings.units(); index++) {
        Dice dice = new Dice(seed, index);
        Visitor visitor = Visitor.draw(index, settings, dice);
        List<Enrolled> enrolled =
            expose(exposureSimulator, experiments, visitor, seed, index, dice);
        eventSimulator.act(visitor, enrolled, dice);
        if (index % PROGRESS_EVERY == 0) {
          progress.accept(index);
        }
      }
      new Noise(settings, exposures, events, truth).write(experiments);
    }
    progress.accept(units);
    truth.total(EXPOSURES_FILE, exposures.lines());
    truth.total(EVENTS_FILE, events.lines());
    writeText(out.resolve(CONFIGURATION_FILE), ConfigurationText.of(experiments, metrics));
    writeText(out.resolve(TRUTH_FILE), truth.json());
    return new Written(exposures.lines(), events.lines());
  }

  private static List<Enrolled> expose(
      ExposureSimulator simulator,
      List<SimulatedExperiment> experiments,
      Visitor visitor,
      long seed,
      int index,
      Dice dice)
      throws IOException {
    List<Enrolled> enrolled = new ArrayList<>();
    for (SimulatedExperiment experiment : experiments) {
      if (experiment.unitType().equals("device")) {
        for (String device : visitor.devices()) {
          simulator.expose(visitor, device, experiment, dice);
        }
      } else {
        Dice its =
            experiment.isApart() ? new Dice(seed ^ experiment.key().hashCode(), index) : dice;
        Enrolled enrollment = simulator.expose(visitor, "", experiment, its);
        if (enrollment != null) {
          enrolled.add(enrollment);
        }
      }
    }
    return enrolled;
  }

  private static void requireEmpty(Path out) throws IOException {
    if (!Files.exists(out)) {
      return;
    }
    if (!Files.isDirectory(out)) {
      throw new IllegalArgumentException("--out " + out + ": is a file; must be a folder");
    }
    try (Stream<Path> content = Files.list(out)) {
      if (content.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "--out " + out + ": is not empty; give a new folder or empty this one");
      }
    }
  }

  private static void writeText(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
