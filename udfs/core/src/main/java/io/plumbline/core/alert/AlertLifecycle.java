package io.plumbline.core.alert;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.statistics.SrmAlarm;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The life of an experiment's alarm for sample-ratio mismatch.
 *
 * <pre>
 *               1/0.01             1/alpha             100/alpha
 *   (healthy) ---------> WARNED ------------> OPENED ------------> ESCALATED
 *       |                   |                    |                     |
 *       | stop              +--------------------+---------------------+
 *       v                                        | stop, or a reset
 *    (closed)                                    v
 *                                            RESOLVED
 * </pre>
 *
 * <p>Levels are those of {@link SrmAlarm}. Evidence that jumps over levels makes the transitions of
 * all of them, in order and with one {@code as_of}. There is no way back: evidence that fades does
 * not unsay what it said. Each transition comes once; none comes after the stop. A reset begins a
 * new life, with another id. An open alert that somebody has seen is ACKNOWLEDGED besides, which
 * changes nothing else.
 *
 * <p>It is kept beside the counts it is derived from, so that a replay from a checkpoint makes each
 * transition again exactly where the rows are made again.
 */
public final class AlertLifecycle {
  private static final SrmAlarm.Level[] LEVELS = SrmAlarm.Level.values();

  private SrmAlarm.Level raised = SrmAlarm.Level.HEALTHY;
  private boolean closed;
  private int sequence;
  private long firstAsOf;
  private int resets;
  private long acknowledgedUntil = Long.MIN_VALUE;

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
      SplitMessage message = new SplitMessage(experiment, evidence);
      out.accept(
          transition(
              experiment,
              asOf,
              status(raised),
              null,
              message,
              message.raised(asOf),
              configVersion));
    }
    if (experiment.stoppedAt() != null && experiment.stoppedAt() <= asOf) {
      if (isOpen()) {
        SplitMessage message = new SplitMessage(experiment, evidence);
        out.accept(
            transition(
                experiment,
                asOf,
                AlertStatus.RESOLVED,
                SrmAlert.STOPPED,
                message,
                message.ended(asOf, firstAsOf),
                configVersion));
      }
      closed = true;
    }
  }

  /**
   * Takes the notes by which somebody has seen what was raised before.
   *
   * @param asOf an instant, not earlier than the one before; notes that act by then are taken
   * @param evidence as it stands
   */
  public void acknowledge(
      Experiment experiment,
      long asOf,
      Supplier<SplitEvidence> evidence,
      String configVersion,
      Consumer<SrmAlert> out) {
    for (Note note : experiment.notes()) {
      boolean isNew = acknowledgedUntil < note.validFrom() && note.validFrom() <= asOf;
      if (note.action() == Note.Action.ACKNOWLEDGE && isNew && isOpen()) {
        SplitMessage message = new SplitMessage(experiment, evidence.get());
        out.accept(
            transition(
                experiment,
                asOf,
                AlertStatus.ACKNOWLEDGED,
                null,
                message,
                message.acknowledged(note.author(), asOf),
                configVersion));
      }
    }
    acknowledgedUntil = asOf;
  }

  /**
   * Ends what is open, and begins anew.
   *
   * @param newResets how often it has been reset by then
   * @param evidence of what ends
   */
  public void reset(
      Experiment experiment,
      long asOf,
      int newResets,
      SplitEvidence evidence,
      String configVersion,
      Consumer<SrmAlert> out) {
    if (isOpen()) {
      SplitMessage message = new SplitMessage(experiment, evidence);
      out.accept(
          transition(
              experiment,
              asOf,
              AlertStatus.RESOLVED,
              SrmAlert.RESET,
              message,
              message.reset(asOf, firstAsOf),
              configVersion));
    }
    raised = SrmAlarm.Level.HEALTHY;
    sequence = 0;
    firstAsOf = 0;
    resets = newResets;
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
      SplitMessage message,
      String summary,
      String configVersion) {
    sequence++;
    if (sequence == 1) {
      firstAsOf = asOf;
    }
    return new SrmAlert(
        alertId(experiment),
        sequence,
        status,
        AlertSeverity.of(status),
        resolution,
        experiment.key(),
        experiment.name(),
        experiment.owner(),
        summary,
        SrmAlert.RESET.equals(resolution) ? message.afterReset() : message.action(status, raised),
        asOf,
        firstAsOf,
        configVersion,
        message.evidence());
  }

  private String alertId(Experiment experiment) {
    return "srm-" + experiment.key() + "-" + resets;
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
    out.writeInt(resets);
    out.writeLong(acknowledgedUntil);
  }

  /**
   * @param hasResets whether it was written with what it knows of resets
   */
  public void read(DataInput in, boolean hasResets) throws IOException {
    raised = LEVELS[in.readByte()];
    closed = in.readBoolean();
    sequence = in.readInt();
    firstAsOf = in.readLong();
    resets = hasResets ? in.readInt() : 0;
    acknowledgedUntil = hasResets ? in.readLong() : Long.MIN_VALUE;
  }
}
