package io.plumbline.e2e.oracle;

/**
 * What became of one record that could be read.
 *
 * @param kind applied, unmatched, duplicates or rejected: the column that counts it
 * @param reason of a rejection, else null
 * @param unitId the unit it was judged by; null when it has none that matters
 */
record Outcome(InputRecord record, String kind, String reason, String unitId) {

  static final String APPLIED = "applied";
  static final String UNMATCHED = "unmatched";
  static final String DUPLICATE = "duplicates";
  static final String REJECTED = "rejected";
}
