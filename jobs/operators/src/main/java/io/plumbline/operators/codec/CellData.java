package io.plumbline.operators.codec;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.ExclusionTest;
import io.plumbline.operators.serialization.Binary;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How cells and their moments are written. */
final class CellData {
  /** The version of everything that is written with cells. */
  static final int VERSION = 2;

  private static final int WITHOUT_HOURS = 1;
  private static final int UNITS = 1;
  private static final int METRIC = 2;
  private static final int HEALTH = 3;
  private static final int EXCLUSION = 4;
  private static final int CROSSOVER = 5;
  private static final int MISMATCH = 6;

  private CellData() {}

  static void writeCell(Cell cell, DataOutputView out) throws IOException {
    if (cell instanceof Cell.Units units) {
      out.writeByte(UNITS);
      Binary.writeVarInt(units.epoch(), out);
      Binary.writeString(units.dimension(), out);
      Binary.writeString(units.segment(), out);
      Binary.writeVarInt(units.variant(), out);
      Binary.writeVarInt(units.day(), out);
      // One more, so that the hour that is not known is not negative.
      Binary.writeVarInt(units.hour() + 1, out);
    } else if (cell instanceof Cell.Metric metric) {
      out.writeByte(METRIC);
      Binary.writeVarInt(metric.metric(), out);
      Binary.writeVarInt(metric.epoch(), out);
      Binary.writeString(metric.dimension(), out);
      Binary.writeString(metric.segment(), out);
      Binary.writeVarInt(metric.variant(), out);
      out.writeBoolean(metric.mature());
    } else if (cell instanceof Cell.Health health) {
      out.writeByte(HEALTH);
      Binary.writeVarInt(health.variant(), out);
      Binary.writeString(health.counter(), out);
    } else if (cell instanceof Cell.Exclusion exclusion) {
      out.writeByte(EXCLUSION);
      Binary.writeString(exclusion.test().name(), out);
      Binary.writeVarInt(exclusion.epoch(), out);
      Binary.writeVarInt(exclusion.variant(), out);
    } else if (cell instanceof Cell.Crossover crossover) {
      out.writeByte(CROSSOVER);
      Binary.writeVarInt(crossover.epoch(), out);
      Binary.writeVarInt(crossover.from(), out);
      Binary.writeVarInt(crossover.to(), out);
    } else if (cell instanceof Cell.Mismatch mismatch) {
      out.writeByte(MISMATCH);
      Binary.writeVarInt(mismatch.epoch(), out);
    }
  }

  /**
   * @param version in which it was written
   */
  static Cell readCell(DataInputView in, int version) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case UNITS ->
          new Cell.Units(
              Binary.readVarInt(in),
              Binary.readString(in),
              Binary.readString(in),
              Binary.readVarInt(in),
              Binary.readVarInt(in),
              version == WITHOUT_HOURS ? Cell.UNKNOWN_HOUR : Binary.readVarInt(in) - 1);
      case METRIC ->
          new Cell.Metric(
              Binary.readVarInt(in),
              Binary.readVarInt(in),
              Binary.readString(in),
              Binary.readString(in),
              Binary.readVarInt(in),
              in.readBoolean());
      case HEALTH -> new Cell.Health(Binary.readVarInt(in), Binary.readString(in));
      case EXCLUSION ->
          new Cell.Exclusion(
              ExclusionTest.valueOf(Binary.readString(in)),
              Binary.readVarInt(in),
              Binary.readVarInt(in));
      case CROSSOVER ->
          new Cell.Crossover(Binary.readVarInt(in), Binary.readVarInt(in), Binary.readVarInt(in));
      case MISMATCH -> new Cell.Mismatch(Binary.readVarInt(in));
      default -> throw new IOException("a cell of kind " + kind);
    };
  }

  static void writeMoments(ExactMoments moments, DataOutputView out) throws IOException {
    for (long word : moments.toWords()) {
      Binary.writeZigZag(word, out);
    }
  }

  static ExactMoments readMoments(DataInputView in) throws IOException {
    long[] words = new long[ExactMoments.WORDS];
    for (int i = 0; i < words.length; i++) {
      words[i] = Binary.readZigZag(in);
    }
    return ExactMoments.fromWords(words);
  }
}
