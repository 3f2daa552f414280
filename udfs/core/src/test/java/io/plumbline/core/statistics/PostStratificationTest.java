package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.core.statistics.PostStratification.Kind;
import io.plumbline.core.statistics.PostStratification.Stratum;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PostStratificationTest {

  @Test
  void matchesTheReferenceProgram() {
    JsonNode vectors = json("vectors/ttest_cuped_ratio.json").get("post_stratification");
    assertThat(vectors).hasSize(3);
    each(vectors).forEach(PostStratificationTest::check);
  }

  @Test
  void oneStratumIsThePlainTest() {
    Moments control = Moments.ofCentred(100, new double[] {500}, new double[] {300});
    Moments treatment = Moments.ofCentred(120, new double[] {640}, new double[] {390});
    List<Stratum> strata = List.of(new Stratum(control, treatment));
    Estimate plain =
        MeanTest.lift(new Arm(100, 500, 300, 0), new Arm(120, 640, 390, 0), 0.05).orElseThrow();
    Estimate found = PostStratification.lift(strata, Kind.MEAN, 0.05).orElseThrow();
    assertThat(found.estimate()).isCloseTo(plain.estimate(), within(1e-15));
    assertThat(found.standardError()).isCloseTo(plain.standardError(), within(1e-15));
    assertThat(found.df()).isCloseTo(plain.df(), within(1e-9));
  }

  @Test
  void strataWithoutVarianceMergeIntoTheLargest() {
    Stratum large = stratum(100, 500, 300, 120, 640, 390);
    Stratum small = stratum(50, 200, 90, 40, 170, 70);
    Stratum constant = stratum(5, 5, 0, 4, 4, 0);
    Stratum single = stratum(1, 3, 0, 7, 14, 6);
    assertThat(
            PostStratification.difference(List.of(constant, large, single, small), Kind.MEAN, 0.05))
        .isEqualTo(
            PostStratification.difference(
                List.of(large.plus(constant).plus(single), small), Kind.MEAN, 0.05));
    assertThat(PostStratification.difference(List.of(constant, constant), Kind.MEAN, 0.05))
        .isEmpty();
    assertThat(PostStratification.difference(List.of(), Kind.MEAN, 0.05)).isEmpty();
  }

  @Test
  void aNegativeControlDividesByItsMagnitude() {
    Stratum up = stratum(100, 500, 300, 120, 640, 390);
    Stratum down = stratum(100, -500, 300, 120, -640, 390);
    double above = PostStratification.lift(List.of(up), Kind.MEAN, 0.05).orElseThrow().estimate();
    double below = PostStratification.lift(List.of(down), Kind.MEAN, 0.05).orElseThrow().estimate();
    assertThat(below).isEqualTo(-above);
    assertThat(PostStratification.lift(List.of(stratum(9, 0, 3, 9, 5, 3)), Kind.MEAN, 0.05))
        .isEmpty();
  }

  private static void check(JsonNode vector) {
    String type = vector.get("strata").get(0).get("control").get("type").asText();
    Kind kind = Kind.MEAN;
    Function<JsonNode, Moments> moments = ReferenceArms::mean;
    if (type.equals("RatioStatistic")) {
      kind = Kind.RATIO;
      moments = ReferenceArms::ratio;
    } else if (type.equals("RegressionAdjustedStatistic")) {
      kind = Kind.COVARIATE;
      moments = ReferenceArms::covariate;
    }
    Function<JsonNode, Moments> read = moments;
    List<Stratum> strata =
        each(vector.get("strata"))
            .map(s -> new Stratum(read.apply(s.get("control")), read.apply(s.get("treatment"))))
            .toList();
    for (JsonNode reference : vector.get("results")) {
      double alpha = reference.get("alpha").asDouble();
      Estimate found =
          (reference.get("difference_type").asText().equals("absolute")
                  ? PostStratification.difference(strata, kind, alpha)
                  : PostStratification.lift(strata, kind, alpha))
              .orElseThrow();
      AdjustedArmsTest.checkEstimate(found, reference);
    }
  }

  private static Stratum stratum(
      long nc, double sumC, double m2C, long nt, double sumT, double m2T) {
    return new Stratum(
        Moments.ofCentred(nc, new double[] {sumC}, new double[] {m2C}),
        Moments.ofCentred(nt, new double[] {sumT}, new double[] {m2T}));
  }
}
