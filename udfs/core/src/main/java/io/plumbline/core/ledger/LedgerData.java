package io.plumbline.core.ledger;

import io.plumbline.core.exact.ExactMoments;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How the parts of a ledger are written. */
final class LedgerData {
  private LedgerData() {}

  static void writeString(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readString(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void writeSegment(SegmentKey key, DataOutput out) throws IOException {
    writeString(key.dimension(), out);
    writeString(key.segment(), out);
  }

  static SegmentKey readSegment(DataInput in) throws IOException {
    return new SegmentKey(readString(in), readString(in));
  }

  static void writeCounts(long[][] counts, DataOutput out) throws IOException {
    out.writeInt(counts.length);
    for (long[] row : counts) {
      out.writeInt(row.length);
      for (long count : row) {
        out.writeLong(count);
      }
    }
  }

  static long[][] readCounts(DataInput in) throws IOException {
    long[][] counts = new long[in.readInt()][];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new long[in.readInt()];
      for (int j = 0; j < counts[i].length; j++) {
        counts[i][j] = in.readLong();
      }
    }
    return counts;
  }

  static void writeMoments(ExactMoments[] moments, DataOutput out) throws IOException {
    out.writeInt(moments.length);
    for (ExactMoments m : moments) {
      for (long word : m.toWords()) {
        out.writeLong(word);
      }
    }
  }

  static ExactMoments[] readMoments(DataInput in) throws IOException {
    ExactMoments[] moments = new ExactMoments[in.readInt()];
    for (int i = 0; i < moments.length; i++) {
      long[] words = new long[ExactMoments.WORDS];
      for (int j = 0; j < words.length; j++) {
        words[j] = in.readLong();
      }
      moments[i] = ExactMoments.fromWords(words);
    }
    return moments;
  }
}
