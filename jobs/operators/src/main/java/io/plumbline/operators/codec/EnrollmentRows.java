package io.plumbline.operators.codec;

import io.plumbline.core.unit.EnrollmentVersion;
import io.plumbline.operators.JobRun;
import io.plumbline.schemas.Table;
import org.apache.flink.table.data.RowData;

/** Rows of {@code enrollments}. */
public final class EnrollmentRows {
  private EnrollmentRows() {}

  /**
   * @param isConfigStale whether it may rest on another configuration than the one of its time
   * @param publishedAt milliseconds since the epoch
   */
  public static RowData row(
      EnrollmentVersion version, JobRun run, boolean isConfigStale, long publishedAt) {
    return RowBuilder.of(Table.ENROLLMENTS)
        .put("experiment_key", version.experimentKey())
        .put("unit_type", version.unitType())
        .put("unit_id", version.unitId())
        .put("enrollment_version", version.version())
        .put("variant_key", version.variantKey())
        .putTime("enrolled_at", version.enrolledAt())
        .put("epoch", version.epoch())
        .put("attributes", version.attributes())
        .putTime("crossover_at", version.crossoverAt())
        .put("crossover_variant_key", version.crossoverVariantKey())
        .put("expected_variant_key", version.expectedVariantKey())
        .putTime("visible_at", version.visibleAt())
        .put("revision", run.revision())
        .put("is_config_stale", isConfigStale)
        .putTime("published_at", publishedAt)
        .build();
  }
}
