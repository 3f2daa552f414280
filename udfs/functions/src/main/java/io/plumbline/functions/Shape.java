package io.plumbline.functions;

import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.Cuped;
import io.plumbline.core.statistics.LinearArm;
import io.plumbline.core.statistics.Moments;
import io.plumbline.core.statistics.RatioCuped;
import io.plumbline.core.statistics.Ratios;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is measured on each unit, and so which sums describe an arm. */
enum Shape {
  /** (y), whose sums have no name of their own. */
  MEAN(""),
  /** (m, d). */
  RATIO("m", "d"),
  /** (y, x). */
  CUPED("y", "x"),
  /** (m, d, x, e). */
  RATIO_CUPED("m", "d", "x", "e");

  /** Control and treatment. */
  record Pair(LinearArm control, LinearArm treatment) {}

  private final String[] variables;

  Shape(String... variables) {
    this.variables = variables;
  }

  int variables() {
    return variables.length;
  }

  boolean hasTheta() {
    return this == CUPED || this == RATIO_CUPED;
  }

  /** The arguments of one arm: "n_c BIGINT", "sum_m_c DOUBLE", "sum_m2_c DOUBLE", ... */
  List<String> arguments(String arm, boolean centred, String count, String number) {
    List<String> arguments = new ArrayList<>();
    arguments.add("n_" + arm + " " + count);
    for (String variable : variables) {
      arguments.add(name("sum", variable, arm) + " " + number);
      arguments.add(
          (centred ? name("m2", variable, arm) : name("sum", variable + "2", arm)) + " " + number);
    }
    for (int i = 0; i < variables.length; i++) {
      for (int j = i + 1; j < variables.length; j++) {
        arguments.add(
            name(centred ? "m2" : "sum", variables[i] + variables[j], arm) + " " + number);
      }
    }
    return arguments;
  }

  /**
   * Both arms.
   *
   * @param theta null for that of the data; of shapes with a covariate alone
   * @return empty where there is no ratio
   */
  Optional<Pair> pair(Moments control, Moments treatment, Double theta) {
    if (this == MEAN) {
      return Optional.of(new Pair(mean(control), mean(treatment)));
    }
    if (this == CUPED) {
      double factor = theta == null ? Cuped.theta(control.plus(treatment)) : theta;
      return Optional.of(new Pair(Cuped.arm(control, factor, 0), Cuped.arm(treatment, factor, 0)));
    }
    if (this == RATIO) {
      return Ratios.arm(control, 0).flatMap(c -> Ratios.arm(treatment, 0).map(t -> new Pair(c, t)));
    }
    Optional<Double> factor =
        theta == null ? RatioCuped.theta(List.of(control, treatment)) : Optional.of(theta);
    return factor.flatMap(
        f ->
            RatioCuped.arm(control, f, 0)
                .flatMap(c -> RatioCuped.arm(treatment, f, 0).map(t -> new Pair(c, t))));
  }

  private static LinearArm mean(Moments moments) {
    return LinearArm.mean(
        new Arm(moments.units(), moments.sum(0), moments.m2(0, 0), moments.units()));
  }

  /** "sum", "m2", "c" is sum_m2_c; without a variable sum2_c. */
  private static String name(String kind, String variable, String arm) {
    boolean unnamed = variable.isEmpty() || variable.equals("2");
    return kind + (unnamed ? "" : "_") + variable + "_" + arm;
  }
}
