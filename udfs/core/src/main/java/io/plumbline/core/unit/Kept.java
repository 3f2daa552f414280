package io.plumbline.core.unit;

import io.plumbline.core.event.RejectReason;
import java.util.Map;

/**
 * What a late exposure could change the fate of. An accepted exposure is at most {@code lateness}
 * older than its visibility, and all that counts for an enrollment comes after the exposure: so
 * what became visible within the last {@code lateness} is enough.
 */
public sealed interface Kept {

  /** The moment in event time from which it counts. */
  long visibleAt();

  /**
   * An exposure that enrolled the unit, made it cross over, or was refused because its variant is
   * switched off. The others change nothing, see {@link ExposureStep}.
   *
   * @param refused whether it is counted as such by now
   */
  record Exposed(UnitInput input, boolean refused) implements Kept {
    @Override
    public long visibleAt() {
      return input.visibleAt();
    }
  }

  /**
   * A metric event that some metric asks for.
   *
   * @param attributes those that filters of the metrics ask for
   * @param topic where its record stands, as far as its fate is counted by it
   * @param isAccountable whether this identity answers for the event in the counts of the job
   * @param isCounted whether it is the first of its id and not refused: its fate is the
   *     enrollments'; that of the others is settled
   * @param fate what it is counted as by now
   * @param reason why it is refused; null unless it is
   */
  record Happened(
      long visibleAt,
      long eventTime,
      String name,
      Double value,
      Map<String, String> attributes,
      String topic,
      int partition,
      boolean isAccountable,
      boolean isCounted,
      Disposition fate,
      RejectReason reason)
      implements Kept {

    /** With another fate, which enrollments decide. */
    Happened withFate(Disposition next, RejectReason why) {
      return fate == next && reason == why ? this : with(isCounted, next, why);
    }

    /** With a fate that nothing can change. */
    Happened settledAs(Disposition next, RejectReason why) {
      return with(false, next, why);
    }

    private Happened with(boolean counted, Disposition next, RejectReason why) {
      return new Happened(
          visibleAt,
          eventTime,
          name,
          value,
          attributes,
          topic,
          partition,
          isAccountable,
          counted,
          next,
          why);
    }

    /** Where it stands among enrollments; a clock that ran ahead cannot place it. */
    long placedAt() {
      return Math.min(eventTime, visibleAt);
    }
  }
}
