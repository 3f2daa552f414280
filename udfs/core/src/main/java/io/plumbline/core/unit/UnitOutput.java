package io.plumbline.core.unit;

/** Takes what the fold of a unit emits. */
public interface UnitOutput {

  void contribution(Contribution contribution);

  void enrollment(EnrollmentVersion version);

  void count(RecordCount count);

  void reject(Rejection rejection);
}
