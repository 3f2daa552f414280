package io.plumbline.functions;

import io.plumbline.core.sketch.QuantileSketch;

/** Sketches as the bytes that columns hold. */
final class Sketches {

  private Sketches() {}

  static QuantileSketch of(byte[] sketch) {
    return QuantileSketch.fromBytes(sketch);
  }

  /** Between 0 and 1, both allowed. */
  static double level(double q) {
    if (!(q >= 0.0 && q <= 1.0)) {
      throw new IllegalArgumentException("q is " + q + "; allowed are 0 to 1");
    }
    return q;
  }
}
