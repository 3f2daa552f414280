package io.plumbline.local.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the threads of this process are while something runs, by the JDK's own recorder: samples of
 * threads that run Java code, so nothing of what waits, and nothing of native code.
 */
final class ExecutionProfile {
  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final String OURS = "io.plumbline.";

  private final Map<String, Integer> innermost = new HashMap<>();
  private final Map<String, Integer> ours = new HashMap<>();
  private final Map<String, Integer> below = new HashMap<>();
  private int samples;

  /** A frame or class, and its part of all samples. */
  record Share(String name, double part) {}

  private ExecutionProfile() {}

  /**
   * @param folder where the recording goes
   */
  static ExecutionProfile of(Path folder, Callable<?> what) throws Exception {
    Path file = folder.resolve("profile.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(SAMPLE).withPeriod(PERIOD);
      recording.start();
      what.call();
      recording.stop();
      recording.dump(file);
    }
    ExecutionProfile profile = new ExecutionProfile();
    profile.read(file);
    return profile;
  }

  private void read(Path file) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals(SAMPLE) && event.getStackTrace() != null) {
          add(event.getStackTrace().getFrames());
        }
      }
    }
  }

  private void add(List<RecordedFrame> frames) {
    if (frames.isEmpty()) {
      return;
    }
    samples++;
    innermost.merge(method(frames.get(0).getMethod()), 1, Integer::sum);
    ours.merge(owner(frames), 1, Integer::sum);
    frames.stream()
        .map(RecordedFrame::getMethod)
        .filter(method -> method.getType().getName().startsWith(OURS))
        .map(ExecutionProfile::method)
        .distinct()
        .forEach(method -> below.merge(method, 1, Integer::sum));
  }

  /** The innermost class of ours, or whose thread it is. */
  private static String owner(List<RecordedFrame> frames) {
    for (RecordedFrame frame : frames) {
      String type = frame.getMethod().getType().getName();
      if (type.startsWith(OURS)) {
        return simple(type) + "." + frame.getMethod().getName();
      }
    }
    String outermost = "";
    for (RecordedFrame frame : frames) {
      String type = frame.getMethod().getType().getName();
      if (type.startsWith("org.apache.kafka.") || type.startsWith("org.apache.flink.")) {
        outermost = type;
        if (type.startsWith("org.apache.kafka.")) {
          return "(Kafka's client)";
        }
      }
    }
    return outermost.isEmpty() ? "(the JDK)" : "(Flink)";
  }

  private static String method(RecordedMethod method) {
    return simple(method.getType().getName()) + "." + method.getName();
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  int samples() {
    return samples;
  }

  /** The methods in which most samples are. */
  List<Share> innermost(int count) {
    return largest(innermost, count);
  }

  /** The methods of ours that most samples are in or called from; the rest by library. */
  List<Share> ours(int count) {
    return largest(ours, count);
  }

  /** The methods of ours that most samples are in or below, however deep. */
  List<Share> below(int count) {
    return largest(below, count);
  }

  private List<Share> largest(Map<String, Integer> of, int count) {
    return of.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(count)
        .map(entry -> new Share(entry.getKey(), (double) entry.getValue() / samples))
        .toList();
  }
}
