package io.plumbline.e2e.oracle;

/**
 * What has become of one record, as rows from a tick on say.
 *
 * @param from the first tick that says so
 * @param kind applied, unmatched, duplicates or rejected: the column that counts it
 * @param reason of a rejection, else null
 */
record Outcome(long from, String kind, String reason) {

  static final String APPLIED = "applied";
  static final String UNMATCHED = "unmatched";
  static final String DUPLICATE = "duplicates";
  static final String REJECTED = "rejected";

  boolean sameAs(Outcome other) {
    return other != null
        && kind.equals(other.kind)
        && java.util.Objects.equals(reason, other.reason);
  }
}
