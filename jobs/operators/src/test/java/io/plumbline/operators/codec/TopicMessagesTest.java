package io.plumbline.operators.codec;

import static io.plumbline.operators.Examples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertSeverity;
import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.alert.SplitEvidence;
import io.plumbline.core.alert.StalledConfiguration;
import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Suspect;
import io.plumbline.core.ledger.ExperimentVerdict;
import io.plumbline.core.ledger.Verdict;
import io.plumbline.core.unit.EnrollmentVersion;
import io.plumbline.operators.JobRun;
import io.plumbline.v1.EnrollmentRecord;
import io.plumbline.v1.ExperimentAlert;
import io.plumbline.v1.ExperimentAlertType;
import io.plumbline.v1.SrmAlert;
import io.plumbline.v1.SrmStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

/** What a consumer with the generated classes, or with nothing but JSON, reads. */
class TopicMessagesTest {
  private static final Instant AT = Instant.ofEpochMilli(START);

  private static final Suspect SUSPECT =
      new Suspect(
          Cause.LOCALISED,
          "os",
          "old",
          "a",
          1.5,
          0.25,
          null,
          7.5,
          LocalDate.parse("2024-02-29"),
          "old (os) lost them");

  private static RowData alert() {
    return new AlertRows(new JobRun("srm", 0), START + 5)
        .of(
            new io.plumbline.core.alert.SrmAlert(
                "srm-gate-0",
                2,
                AlertStatus.OPENED,
                AlertSeverity.CRITICAL,
                null,
                "gate",
                "Gate",
                null,
                "it is off",
                "stop",
                START,
                START,
                "v",
                new SplitEvidence(
                    Map.of("b", 3L, "a", 1L),
                    Map.of("a", 2.0, "b", 2.0),
                    4,
                    1.5,
                    7.5,
                    0.001,
                    null,
                    new Findings(Cause.LOCALISED, List.of(SUSPECT), null))));
  }

  @Test
  void anAlertSaysWhatItsRowSays() throws Exception {
    TopicMessage<RowData> messages = InstantiationUtil.clone(TopicMessages.srmAlerts());
    SrmAlert alert = read(SrmAlert.getClassSchema(), messages.avro(alert()));

    assertThat(messages.key(alert())).isEqualTo("gate");
    assertThat(messages.headers(alert()))
        .isEqualTo(Map.of("alert_id", "srm-gate-0", "sequence", "2"));
    assertThat(alert.getAlertId()).isEqualTo("srm-gate-0");
    assertThat(alert.getStatus()).isEqualTo(io.plumbline.v1.AlertStatus.OPENED);
    assertThat(alert.getSeverity()).isEqualTo(io.plumbline.v1.AlertSeverity.critical);
    assertThat(alert.getAlertType()).isEqualTo(io.plumbline.v1.SrmAlertType.SRM);
    assertThat(alert.getAsOf()).isEqualTo(AT);
    assertThat(alert.getOwner()).isNull();
    assertThat(alert.getObserved()).isEqualTo(Map.of("a", 1L, "b", 3L));
    assertThat(alert.getExpected()).isEqualTo(Map.of("a", 2.0, "b", 2.0));
    assertThat(alert.getLogEAlarm()).isEqualTo(7.5);
    assertThat(alert.getChiSquaredP()).isNull();
    assertThat(alert.getSuspects())
        .singleElement()
        .hasToString(
            "{\"cause\": \"LOCALISED\", \"dimension\": \"os\", \"segment\": \"old\","
                + " \"variant_key\": \"a\", \"missing_units\": 1.5, \"units_share\": 0.25,"
                + " \"heterogeneity_p_value\": null, \"log_e_value\": 7.5,"
                + " \"since\": \"2024-02-29\", \"evidence\": \"old (os) lost them\"}");
    assertThat(alert.getRowTable()).isEqualTo("srm_checks");
    assertThat(alert.getRowKey())
        .isEqualTo(
            "{\"experiment_key\":\"gate\",\"epoch\":null,\"dimension\":\"all\",\"segment\":\"all\","
                + "\"as_of\":\"2024-03-01T00:00:00Z\",\"revision\":0}");
  }

  @Test
  void jsonIsPlain() {
    assertThat(new String(TopicMessages.srmAlerts().json(alert()), StandardCharsets.UTF_8))
        .startsWith("{\"alert_id\":\"srm-gate-0\",\"sequence\":2,\"alert_type\":\"SRM\"")
        .contains("\"severity\":\"critical\",\"status\":\"OPENED\",\"resolution\":null")
        .contains("\"as_of\":\"2024-03-01T00:00:00Z\"")
        .contains("\"observed\":{\"a\":1,\"b\":3},\"expected\":{\"a\":2.0,\"b\":2.0}")
        .contains(
            "\"chi_squared_p\":null,\"suspects\":[{\"cause\":\"LOCALISED\",\"dimension\":\"os\"")
        .endsWith("\"since\":\"2024-02-29\",\"evidence\":\"old (os) lost them\"}]}");
  }

  @Test
  void anAlertOfNoExperimentHasNoRow() throws Exception {
    RowData row =
        new AlertRows(new JobRun("srm", 0), START + 5)
            .of(StalledConfiguration.resolved("srm", START, START + 60_000));
    TopicMessage<RowData> messages = InstantiationUtil.clone(TopicMessages.experimentAlerts());
    ExperimentAlert alert = read(ExperimentAlert.getClassSchema(), messages.avro(row));

    assertThat(messages.key(row)).isEqualTo("__all__");
    assertThat(messages.headers(row))
        .isEqualTo(Map.of("alert_id", "config-stalled-srm-2024-03-01T00:00:00Z", "sequence", "2"));
    assertThat(alert.getAlertType()).isEqualTo(ExperimentAlertType.CONFIG_STALLED);
    assertThat(alert.getStatus()).isEqualTo(io.plumbline.v1.AlertStatus.RESOLVED);
    assertThat(alert.getResolution()).isEqualTo("RECOVERED");
    assertThat(alert.getSummary())
        .isEqualTo("The configuration is back after PT1M of alarm: results go on");
    assertThat(alert.getFirstAsOf()).isEqualTo(AT);
    assertThat(alert.getConfigVersion()).isEmpty();
    assertThat(alert.getRowTable()).isEmpty();
    assertThat(alert.getRowKey()).isEqualTo("{}");
  }

  @Test
  void aStatusIsKeyedByItsExperiment() throws Exception {
    ExperimentStatus status =
        new ExperimentStatus("gate", START, "WARNED", List.of("srm-gate-0"), "v");
    TopicMessage<ExperimentStatus> messages =
        InstantiationUtil.clone(TopicMessages.experimentStatus());
    io.plumbline.v1.ExperimentStatus read =
        read(io.plumbline.v1.ExperimentStatus.getClassSchema(), messages.avro(status));

    assertThat(messages.key(status)).isEqualTo("gate");
    assertThat(read.getSrmStatus()).isEqualTo(SrmStatus.WARNED);
    assertThat(read.getOpenAlertIds()).containsExactly("srm-gate-0");
    assertThat(new String(messages.json(status), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"experiment_key\":\"gate\",\"as_of\":\"2024-03-01T00:00:00Z\","
                + "\"srm_status\":\"WARNED\",\"open_alert_ids\":[\"srm-gate-0\"],"
                + "\"config_version\":\"v\",\"is_config_stale\":false}");
  }

  @Test
  void aVerdictSaysWhatToDoWithEachTreatment() throws Exception {
    ExperimentVerdict verdict =
        new ExperimentVerdict(
            "gate",
            START,
            List.of(
                new ExperimentVerdict.Treatment(
                    "b", new Verdict(Verdict.Kind.SHIP, "primary paid is better"))),
            "v",
            true);
    TopicMessage<ExperimentVerdict> messages =
        InstantiationUtil.clone(TopicMessages.experimentVerdict());
    io.plumbline.v1.ExperimentVerdict read =
        read(io.plumbline.v1.ExperimentVerdict.getClassSchema(), messages.avro(verdict));

    assertThat(messages.key(verdict)).isEqualTo("gate");
    assertThat(read.getAsOf()).isEqualTo(AT);
    assertThat(read.getTreatments().get(0).getVerdict()).isEqualTo(io.plumbline.v1.Verdict.SHIP);
    assertThat(new String(messages.json(verdict), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"experiment_key\":\"gate\",\"as_of\":\"2024-03-01T00:00:00Z\",\"treatments\":"
                + "[{\"treatment_key\":\"b\",\"verdict\":\"SHIP\","
                + "\"verdict_reason\":\"primary paid is better\"}],\"config_version\":\"v\","
                + "\"is_config_stale\":true}");
    ExperimentVerdictCodec codec = new ExperimentVerdictCodec();
    DataOutputSerializer out = new DataOutputSerializer(64);
    codec.write(verdict, out);
    assertThat(codec.read(new DataInputDeserializer(out.getCopyOfBuffer()), codec.version()))
        .isEqualTo(verdict);
  }

  @Test
  void anEnrollmentIsKeyedByExperimentAndUnit() throws Exception {
    RowData row =
        EnrollmentRows.row(
            new EnrollmentVersion(
                "gate",
                "user",
                "u\"1",
                2,
                "a",
                START,
                0,
                Map.of("os", "ios"),
                START + 1,
                "b",
                null,
                START + 2),
            new JobRun("srm", 0),
            false,
            START + 3);
    EnrollmentRecord read =
        read(EnrollmentRecord.getClassSchema(), TopicMessages.enrollments().avro(row));

    assertThat(TopicMessages.enrollments().key(row)).isEqualTo("[\"gate\",\"user\",\"u\\\"1\"]");
    assertThat(read.getEnrollmentVersion()).isEqualTo(2);
    assertThat(read.getCrossoverAt()).isEqualTo(AT.plusMillis(1));
    assertThat(read.getAttributes()).isEqualTo(Map.of("os", "ios"));
    assertThat(read.getExpectedVariantKey()).isNull();
  }

  private static <T extends SpecificRecord> T read(Schema schema, byte[] bytes) throws IOException {
    return new SpecificDatumReader<T>(schema, schema, SpecificData.getForSchema(schema))
        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
  }
}
