package io.plumbline.operators.source;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Visibility;
import io.plumbline.operators.codec.InputRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides when the records of one topic begin to count, each by what stands before it in its own
 * partition. It knows nothing of the order between partitions, and so makes no use of it.
 */
final class PartitionVisibility {
  private final Visibility visibility;
  private final Map<Integer, Long> maxima = new HashMap<>();

  PartitionVisibility(Visibility visibility) {
    this.visibility = visibility;
  }

  /** The record with the time from which it counts, refused if it is too late. */
  InputRecord<Event> judge(InputRecord<Event> record) {
    int partition = record.position().partition();
    long maximum = maxima.getOrDefault(partition, Visibility.NONE);
    if (record.isRefused()) {
      return record.visibleAt(visibility.visibleAtIfRefused(maximum, record.receivedAt()));
    }
    long eventTime = record.event().eventTime();
    if (visibility.isTooLate(maximum, eventTime)) {
      return record.refused(
          tooLate(maximum, eventTime), visibility.visibleAtIfRefused(maximum, record.receivedAt()));
    }
    if (eventTime > maximum) {
      maxima.put(partition, eventTime);
    }
    return record.visibleAt(visibility.visibleAt(maximum, eventTime));
  }

  private Refusal tooLate(long maximum, long eventTime) {
    return new Refusal(
        RejectReason.TOO_LATE,
        "event_time is "
            + (maximum - eventTime)
            + " ms before the latest of its partition; allowed: at most "
            + (visibility.maxOutOfOrdernessMs() + visibility.latenessMs())
            + " ms (timing.max-out-of-orderness and timing.lateness)",
        null);
  }

  /** Takes over what was known of a partition; of two the larger. */
  void merge(PartitionMaximum known) {
    maxima.merge(known.partition(), known.maximum(), Math::max);
  }

  List<PartitionMaximum> maxima() {
    List<PartitionMaximum> all = new ArrayList<>();
    maxima.forEach((partition, maximum) -> all.add(new PartitionMaximum(partition, maximum)));
    return all;
  }

  /** The lowest watermark of the known partitions; the minimum if there are none. */
  long watermark() {
    return maxima.values().stream().mapToLong(visibility::watermark).min().orElse(Long.MIN_VALUE);
  }
}
