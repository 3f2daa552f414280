package io.plumbline.functions;

import io.plumbline.core.statistics.ExposureStall;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * {@code exposure_stall_log_m(exposures ARRAY<BIGINT>, reference ARRAY<DOUBLE>) -> ARRAY<DOUBLE>}:
 * log M after each bucket of 5 minutes, {@link ExposureStall}, from the bucket's exposures and what
 * they are measured by: those of all other experiments + 1. Alarm at log(10^4).
 */
public class ExposureStallLogM extends ScalarFunction {

  public Double[] eval(Number[] exposures, Number[] reference) {
    if (Arguments.anyNull(exposures, reference)) {
      return null;
    }
    long[] counts = Arguments.counts("exposures", exposures);
    if (counts.length != reference.length) {
      throw new IllegalArgumentException(
          "exposures has "
              + counts.length
              + " buckets and reference has "
              + reference.length
              + "; they must be as many");
    }
    Double[] logs = new Double[counts.length];
    ExposureStall process = ExposureStall.START;
    for (int i = 0; i < counts.length; i++) {
      process = process.next(counts[i], reference[i].doubleValue());
      logs[i] = process.logM();
    }
    return logs;
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return Signature.returning(
        DataTypes.ARRAY(DataTypes.DOUBLE()), Signature.of(Signature.NUMBERS, Signature.NUMBERS));
  }
}
