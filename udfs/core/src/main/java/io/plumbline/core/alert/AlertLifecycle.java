package io.plumbline.core.alert;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.statistics.SrmAlarm;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The life of an experiment's alarm for sample-ratio mismatch.
 *
 * <pre>
 *               1/0.01             1/alpha             100/alpha
 *   (healthy) ---------> WARNED ------------> OPENED ------------> ESCALATED
 *       |                   |                    |                     |
 *       | stop              +--------------------+---------------------+
 *       v                                        | stop
 *    (closed)                                    v
 *                                            RESOLVED
 * </pre>
 *
 * <p>Levels are those of {@link SrmAlarm}. Evidence that jumps over levels makes the transitions of
 * all of them, in order and with one {@code as_of}. There is no way back: evidence that fades does
 * not unsay what it said. Each transition comes once; none comes after the stop.
 *
 * <p>It is kept beside the counts it is derived from, so that a replay from a checkpoint makes each
 * transition again exactly where the rows are made again.
 */
public final class AlertLifecycle {
  private static final SrmAlarm.Level[] LEVELS = SrmAlarm.Level.values();

  /** How often the alarm was reset: it begins anew with each reset, under another id. */
  private static final int RESETS = 0;

  private SrmAlarm.Level raised = SrmAlarm.Level.HEALTHY;
  private boolean closed;
  private int sequence;
  private long firstAsOf;

  /**
   * Takes a published combined row.
   *
   * @param asOf its instant, later than the one before
   * @param level that the alarm has reached by it
   * @param out takes the transitions, in order
   */
  public void advance(
      Experiment experiment,
      long asOf,
      SrmAlarm.Level level,
      SplitEvidence evidence,
      String configVersion,
      Consumer<SrmAlert> out) {
    if (closed) {
      return;
    }
    while (raised.compareTo(level) < 0) {
      raised = LEVELS[raised.ordinal() + 1];
      out.accept(transition(experiment, asOf, status(raised), null, evidence, configVersion));
    }
    if (experiment.stoppedAt() != null && experiment.stoppedAt() <= asOf) {
      if (isOpen()) {
        out.accept(
            transition(
                experiment, asOf, AlertStatus.RESOLVED, SrmAlert.STOPPED, evidence, configVersion));
      }
      closed = true;
    }
  }

  /** The ids of what was raised and not resolved. */
  public List<String> openAlertIds(Experiment experiment) {
    return isOpen() ? List.of(alertId(experiment)) : List.of();
  }

  private boolean isOpen() {
    return raised != SrmAlarm.Level.HEALTHY && !closed;
  }

  private SrmAlert transition(
      Experiment experiment,
      long asOf,
      AlertStatus status,
      String resolution,
      SplitEvidence evidence,
      String configVersion) {
    sequence++;
    if (sequence == 1) {
      firstAsOf = asOf;
    }
    SplitMessage message = new SplitMessage(experiment, evidence);
    return new SrmAlert(
        alertId(experiment),
        sequence,
        status,
        AlertSeverity.of(status),
        resolution,
        experiment.key(),
        experiment.name(),
        experiment.owner(),
        status == AlertStatus.RESOLVED ? message.ended(asOf, firstAsOf) : message.raised(asOf),
        message.action(status, raised),
        asOf,
        firstAsOf,
        configVersion,
        evidence);
  }

  private static String alertId(Experiment experiment) {
    return "srm-" + experiment.key() + "-" + RESETS;
  }

  private static AlertStatus status(SrmAlarm.Level level) {
    return switch (level) {
      case HEALTHY -> throw new IllegalArgumentException("HEALTHY is no transition");
      case WARNED -> AlertStatus.WARNED;
      case OPENED -> AlertStatus.OPENED;
      case ESCALATED -> AlertStatus.ESCALATED;
    };
  }

  /** {@link #read} is its inverse. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(raised.ordinal());
    out.writeBoolean(closed);
    out.writeInt(sequence);
    out.writeLong(firstAsOf);
  }

  public void read(DataInput in) throws IOException {
    raised = LEVELS[in.readByte()];
    closed = in.readBoolean();
    sequence = in.readInt();
    firstAsOf = in.readLong();
  }
}
