package io.plumbline.jobs.io;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.Problem;
import java.util.List;

/**
 * A configuration file that can be run with.
 *
 * @param experiments in the file's order, without drafts
 * @param warnings what deserves a second look
 */
public record ExperimentsFile(List<Experiment> experiments, List<Problem> warnings) {}
