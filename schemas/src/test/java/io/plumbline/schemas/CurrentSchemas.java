package io.plumbline.schemas;

import io.plumbline.v1.EnrollmentRecord;
import io.plumbline.v1.ExperimentAlert;
import io.plumbline.v1.ExperimentStatus;
import io.plumbline.v1.ExperimentVerdict;
import io.plumbline.v1.Exposure;
import io.plumbline.v1.MetricEvent;
import io.plumbline.v1.SrmAlert;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** Every schema of this version, by the name of its file. */
final class CurrentSchemas {
  private CurrentSchemas() {}

  static Map<String, Schema> all() {
    Map<String, Schema> schemas = new TreeMap<>();
    for (Table table : Table.values()) {
      schemas.put(table.tableName(), table.schema());
    }
    for (Schema record :
        List.of(
            Exposure.getClassSchema(),
            MetricEvent.getClassSchema(),
            SrmAlert.getClassSchema(),
            ExperimentAlert.getClassSchema(),
            ExperimentStatus.getClassSchema(),
            ExperimentVerdict.getClassSchema(),
            EnrollmentRecord.getClassSchema())) {
      schemas.put(record.getName(), record);
    }
    return schemas;
  }
}
