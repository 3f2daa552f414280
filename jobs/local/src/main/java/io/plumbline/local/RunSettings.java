package io.plumbline.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the options of {@code local} say.
 *
 * @param archive whether accepted records are kept in tables of their own
 * @param replace whether rows that the warehouse already has of these experiments are removed
 */
public record RunSettings(
    Path config,
    List<Path> exposures,
    List<Path> metricEvents,
    Path warehouse,
    Duration tick,
    int parallelism,
    boolean archive,
    boolean replace) {}
