package io.plumbline.operators.bundle;

import static io.plumbline.operators.Examples.POSITION;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Rejection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RejectionSampleTest {

  private static List<Rejection> sampled(List<Rejection> rejections) {
    RejectionSample sample = new RejectionSample();
    rejections.forEach(sample::add);
    return sample.inOrder();
  }

  @Property(tries = 20)
  void theFirstByTimeAndContentAreKeptInWhateverOrderTheyCame(@ForAll int seed) {
    List<Rejection> all = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      all.add(rejection(START, START + i / 4, "p" + i % 4, i));
    }
    List<Rejection> first = List.copyOf(all.subList(0, 1_000));
    Collections.shuffle(all, new Random(seed));

    assertThat(sampled(all)).isEqualTo(first);
  }

  @Test
  void recordsWithoutATimeComeFirst() {
    Rejection timeless =
        new Rejection(
            START, RejectReason.MALFORMED, "why", POSITION, null, null, null, null, null, "z");

    assertThat(sampled(List.of(rejection(START, 0, "a", 1), timeless))).startsWith(timeless);
  }

  @Test
  void contentIsOrderedByUnsignedBytes() {
    Rejection privateUse = rejection(START, START, "\uE000", 1);
    Rejection supplementary = rejection(START, START, "\uD83D\uDE00", 2);

    assertThat(sampled(List.of(supplementary, privateUse)))
        .containsExactly(privateUse, supplementary);
  }
}
