package io.plumbline.operators.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Shares equal texts, up to a bound: names of experiments, variants and events come in every
 * record.
 *
 * <p>A table with few probes: what finds no place is simply not shared.
 */
final class Interner {
  private static final int SLOTS = 4096;
  private static final int PROBES = 4;
  private static final int LONGEST = 128;

  private final byte[][] keys = new byte[SLOTS][];
  private final String[] texts = new String[SLOTS];

  String text(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = hash ^ hash >>> 16;
    for (int probe = 0; probe < PROBES; probe++, slot++) {
      int index = slot & SLOTS - 1;
      byte[] key = keys[index];
      if (key == null) {
        keys[index] = Arrays.copyOfRange(bytes, from, to);
        texts[index] = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return texts[index];
      }
      if (Arrays.equals(key, 0, key.length, bytes, from, to)) {
        return texts[index];
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  String text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return text(bytes, 0, bytes.length);
  }
}
