package io.plumbline.jobs.io;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Suggestion {

  private Suggestion() {}

  /** The allowed word that is few enough edits away, the first of the nearest. */
  public static Optional<String> nearest(String found, Collection<String> allowed) {
    return allowed.stream()
        .min(Comparator.comparingInt(word -> distance(found, word)))
        .filter(
            word ->
                distance(found, word) <= Math.max(2, word.length() / 3)
                    || found.length() > 3 && word.startsWith(found));
  }

  /** "unknown; did you mean x? allowed: x, y", for the end of a message. */
  public static String unknown(String found, Collection<String> allowed) {
    return nearest(found, allowed).map(word -> "; did you mean " + word + "?").orElse(";")
        + " allowed: "
        + String.join(", ", allowed);
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
