package io.plumbline.local.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One process of the cluster: how it is configured, started and known to be ready. */
interface Part {
  /** The signal that ends most programs in good order. */
  String TERM = "TERM";

  /** The signal that no program can refuse, nor do anything about. */
  String KILL = "KILL";

  /** As in its files. */
  String name();

  /** Where it listens, for people. */
  String address();

  /** The port that must be free before it starts. */
  Optional<Integer> port();

  /** Writes what the process reads, anew at each start. */
  void configure() throws IOException;

  /**
   * @param mark a setting to know the process by, as {@code name=value}
   */
  List<String> command(String mark);

  default Map<String, String> environment() {
    return Map.of();
  }

  /** What asks it to end in good order, without SIG. */
  default String endSignal() {
    return TERM;
  }

  /**
   * What ends it at once, without SIG: what it was doing is lost, but nothing of it remains on this
   * machine.
   */
  default String abortSignal() {
    return KILL;
  }

  /** Whether it does its work; called again and again, and never throws because of a no. */
  boolean isReady();
}
