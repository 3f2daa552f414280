package io.plumbline.operators.codec;

import static io.plumbline.operators.Examples.POSITION;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.TIMING;
import static io.plumbline.operators.Examples.bought;
import static io.plumbline.operators.Examples.experiment;
import static io.plumbline.operators.Examples.exposure;
import static io.plumbline.operators.Examples.moments;
import static io.plumbline.operators.Examples.rejection;
import static io.plumbline.operators.Examples.units;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.alert.StallChange;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.ledger.ExperimentHealth;
import io.plumbline.core.ledger.ExperimentLedger;
import io.plumbline.core.ledger.LedgerOutput;
import io.plumbline.core.ledger.MetricResult;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.core.ledger.VariantMetric;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Silence;
import io.plumbline.core.time.Silences;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.Excluded;
import io.plumbline.core.unit.ExclusionTest;
import io.plumbline.core.unit.Kept;
import io.plumbline.core.unit.Membership;
import io.plumbline.core.unit.MetricTotal;
import io.plumbline.core.unit.Position;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.core.unit.UnitRecord;
import io.plumbline.core.unit.UnitRecord.DayCount;
import io.plumbline.operators.serialization.Binary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecRoundTripTest {

  /** A value with its type; {@code toString} names the test. */
  record Case<T>(TypeInformation<T> type, T value) {
    @Override
    public String toString() {
      return type + ": " + value;
    }

    T there() throws IOException {
      TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
      DataOutputSerializer out = new DataOutputSerializer(64);
      serializer.serialize(value, out);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      T back = serializer.deserialize(in);
      assertThat(in.available()).isZero();
      return back;
    }

    T copy() {
      return type.createSerializer(new SerializerConfigImpl()).copy(value);
    }
  }

  static Stream<Case<?>> values() {
    Membership membership =
        new Membership(
            3,
            1,
            2,
            START,
            Map.of("country", "DE", "os", "ios"),
            START + 5,
            0,
            START + 6,
            List.of(new MetricTotal(-5, 300, 1L << 40, true), new MetricTotal(0, 0, 0, false)));
    Membership bare = new Membership(0, 0, 0, -1, Map.of(), null, -1, 0, List.of());
    Exposure exposure = (Exposure) exposure("u", "a", START).event();
    MetricEvent event = (MetricEvent) bought("u", "e", START, -0.5).event();
    return Stream.of(
        new Case<>(ExperimentCodec.TYPE, experiment("gate")),
        new Case<>(ExperimentInRun.TYPE, new ExperimentInRun(experiment("g"), endless())),
        new Case<>(HorizonCodec.TYPE, endless()),
        new Case<>(ExperimentInRun.TYPE, new ExperimentInRun(experiment("g"), silent(), START)),
        new Case<>(HorizonCodec.TYPE, new Horizon(START, START + 1)),
        new Case<>(HorizonCodec.TYPE, silent()),
        new Case<>(
            ExperimentStatusCodec.TYPE,
            new ExperimentStatus("gate", START, "OPENED", List.of("srm-gate-0"), "v")),
        new Case<>(
            ExperimentStatusCodec.TYPE,
            new ExperimentStatus("gate", START, "HEALTHY", List.of(), "v", true)),
        new Case<>(
            StallChangeCodec.TYPE,
            new StallChange("gate", "exposure-stall-gate", true, START, "v")),
        new Case<>(UnitRecordCodec.TYPE, UnitRecord.EMPTY),
        new Case<>(
            UnitRecordCodec.TYPE,
            new UnitRecord(
                Map.of("x", membership, "y", bare),
                Map.of(
                    "x",
                    Map.of(ExclusionTest.METRIC_EVENT_DUPLICATE, new Excluded(3, -1, -1)),
                    "z",
                    Map.of(
                        ExclusionTest.EXPOSURE_TOO_LATE,
                        new Excluded(1, 1, 4),
                        ExclusionTest.EXPOSURE_SAMPLED,
                        new Excluded(1, 0, 0))),
                new DayCount(19_783, 100_000),
                new DayCount(-1, 1),
                START + 3_600_000)),
        new Case<>(KeptCodec.TYPE, new Kept.Exposed(exposure("u", "a", START), true)),
        new Case<>(
            KeptCodec.TYPE,
            new Kept.Happened(
                START + 1,
                START,
                "buy",
                -0.5,
                Map.of("currency", "EUR"),
                "metric-events",
                7,
                true,
                false,
                Disposition.REJECTED,
                RejectReason.UNIT_LIMIT)),
        new Case<>(
            KeptCodec.TYPE,
            new Kept.Happened(
                START, START, "n", null, Map.of(), "t", 0, false, true, Disposition.APPLIED, null)),
        new Case<>(UnitInputCodec.TYPE, exposure("u", "a", START)),
        new Case<>(UnitInputCodec.TYPE, bought("u", "e", START, Double.NaN)),
        new Case<>(ContributionCodec.TYPE, units(START, 1, -3)),
        new Case<>(
            ContributionCodec.TYPE,
            new Contribution(
                "x",
                START,
                new Cell.Metric(9, 2, "country", "__missing__", 1, true),
                moments(1, Long.MIN_VALUE / 4, 7))),
        new Case<>(
            ContributionCodec.TYPE,
            new Contribution("x", START, new Cell.Health(-1, "rejected:X"), moments())),
        new Case<>(
            ContributionCodec.TYPE,
            new Contribution(
                "x", START, new Cell.Exclusion(ExclusionTest.EXPOSURE_TOO_LATE, 2, 1), moments(1))),
        new Case<>(
            ContributionCodec.TYPE,
            new Contribution("x", START, new Cell.Crossover(3, 1, 0), moments(1))),
        new Case<>(
            ContributionCodec.TYPE, new Contribution("x", START, new Cell.Mismatch(5), moments(1))),
        new Case<>(CellAmountsCodec.TYPE, Map.of()),
        new Case<>(
            CellAmountsCodec.TYPE,
            Map.of(
                new CellAt(START, new Cell.Health(0, "exposures")),
                moments(0),
                new CellAt(START + 1, new Cell.Units(0, "a", "b", 1, -4, 23)),
                moments(5))),
        new Case<>(
            RecordCountCodec.TYPE,
            new RecordCount(
                RecordCount.END,
                "t",
                0,
                -1,
                Disposition.REJECTED,
                RejectReason.UNIT_LIMIT,
                1L << 40)),
        new Case<>(
            RecordCountCodec.TYPE,
            new RecordCount(START, "t", 3, 1L << 40, Disposition.APPLIED, null, 1)),
        new Case<>(RejectionCodec.TYPE, rejection(START, START - 1, "payload", 3)),
        new Case<>(
            RejectionCodec.TYPE,
            new Rejection(
                RecordCount.END,
                RejectReason.MALFORMED,
                "d",
                POSITION,
                "x",
                "a",
                "u",
                "buy",
                null,
                "")),
        new Case<>(
            InputRecord.EXPOSURES,
            new InputRecord<>(
                exposure,
                null,
                EventKind.EXPOSURE,
                new Position("t", 3, 1L << 33, 2),
                START,
                START + 1)),
        new Case<>(
            InputRecord.METRIC_EVENTS,
            new InputRecord<>(
                event,
                new Refusal(RejectReason.TOO_LATE, "why", null),
                EventKind.METRIC_EVENT,
                new Position("t", 0, 1, 0),
                START,
                START)),
        new Case<>(InputRecord.METRIC_EVENTS, InputRecord.ofMalformed("why", "payload", "t", 5)));
  }

  private static Horizon silent() {
    Silence first = new Silence(Long.MIN_VALUE, START, true);
    Silence second = new Silence(START + 5, START + 9, false);
    return new Horizon(START, Long.MAX_VALUE, Silences.NONE.with(first).with(second));
  }

  private static Horizon endless() {
    return new Horizon(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyFieldComesBack(Case<?> value) throws IOException {
    assertThat((Object) value.there()).isEqualTo(value.value());
  }

  @ParameterizedTest
  @MethodSource("values")
  void aCopyIsEqual(Case<?> value) {
    assertThat((Object) value.copy()).isEqualTo(value.value());
  }

  /** Of forms that are older than the option to go on without the configuration. */
  @Test
  void inEarlierVersionsTheConfigurationWasAlwaysKnown() throws IOException {
    DataOutputSerializer horizon = new DataOutputSerializer(64);
    horizon.writeLong(START);
    horizon.writeLong(Long.MAX_VALUE);
    DataOutputSerializer experiment = new DataOutputSerializer(64);
    new ExperimentCodec().write(experiment("g"), experiment);
    experiment.write(horizon.getCopyOfBuffer());
    DataOutputSerializer status = new DataOutputSerializer(64);
    Binary.writeString("gate", status);
    status.writeLong(START);
    Binary.writeString("HEALTHY", status);
    Binary.writeVarInt(0, status);
    Binary.writeString("v", status);

    assertThat(new HorizonCodec().read(in(horizon), 1))
        .isEqualTo(new Horizon(START, Long.MAX_VALUE));
    assertThat(new ExperimentInRun.Binary().read(in(experiment), 2))
        .isEqualTo(new ExperimentInRun(experiment("g"), new Horizon(START, Long.MAX_VALUE)));
    assertThat(new ExperimentStatusCodec().read(in(status), 1))
        .isEqualTo(new ExperimentStatus("gate", START, "HEALTHY", List.of(), "v"));
  }

  private static DataInputDeserializer in(DataOutputSerializer written) {
    return new DataInputDeserializer(written.getCopyOfBuffer());
  }

  /** The first form of a unit, written byte by byte: it ends with two days and a time. */
  @Test
  void aUnitOfTheFirstVersionHasNothingLeftOut() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeByte(1);
    Binary.writeVarInt(1, out);
    Binary.writeString("x", out);
    for (int number : new int[] {2, 1, 3}) {
      Binary.writeVarInt(number, out);
    }
    out.writeLong(START);
    Binary.writeStrings(Map.of("country", "DE"), out);
    Binary.writeLong(null, out);
    Binary.writeVarInt(-1, out);
    out.writeLong(START + 1);
    Binary.writeVarInt(0, out);
    for (long day : new long[] {19_783, 19_784}) {
      out.writeLong(day);
      Binary.writeVarLong(7, out);
    }
    out.writeLong(UnitRecord.NEVER);

    Membership membership =
        new Membership(2, 1, 3, START, Map.of("country", "DE"), null, -1, START + 1, List.of());
    assertThat(
            UnitRecordCodec.TYPE
                .createSerializer(new SerializerConfigImpl())
                .deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(
            new UnitRecord(
                Map.of("x", membership),
                Map.of(),
                new DayCount(19_783, 7),
                new DayCount(19_784, 7),
                UnitRecord.NEVER));
  }

  @Test
  void weightsKeepTheirDigits() throws IOException {
    Experiment back = new Case<>(ExperimentCodec.TYPE, experiment("gate")).there();

    assertThat(back.allocations().get(0).weight("a").toString()).isEqualTo("0.30");
  }

  @Test
  void aCopyOfAmountsIsDeep() {
    CellAt cell = new CellAt(START, new Cell.Health(0, "exposures"));
    Map<CellAt, ExactMoments> amounts = new HashMap<>(Map.of(cell, moments(1)));
    Map<CellAt, ExactMoments> copy = new Case<>(CellAmountsCodec.TYPE, amounts).copy();
    amounts.get(cell).addUnit(5);
    amounts.put(new CellAt(START, new Cell.Health(1, "exposures")), moments());

    assertThat(copy).isEqualTo(Map.of(cell, moments(1)));
  }

  @Test
  void unitsOfTheFirstVersionWereEnrolledAtAnUnknownHour() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    Binary.writeString("gate", out);
    out.writeLong(START);
    out.writeByte(1);
    Binary.writeVarInt(2, out);
    Binary.writeString(Cell.ALL, out);
    Binary.writeString(Cell.ALL, out);
    Binary.writeVarInt(1, out);
    Binary.writeVarInt(19_783, out);
    CellData.writeMoments(moments(5), out);

    Contribution read =
        new ContributionCodec().read(new DataInputDeserializer(out.getCopyOfBuffer()), 1);
    assertThat(read)
        .isEqualTo(
            new Contribution(
                "gate",
                START,
                new Cell.Units(2, Cell.ALL, Cell.ALL, 1, 19_783, Cell.UNKNOWN_HOUR),
                moments(5)));
    assertThat(new Case<>(ContributionCodec.TYPE, read).there()).isEqualTo(read);
  }

  @Test
  void aLedgerComesBackAndItsCopyIsDeep() throws IOException {
    ExperimentLedger ledger = new ExperimentLedger();
    advance(ledger, START, units(START, 0, 30), units(START, 1, 70));
    Case<ExperimentLedger> before = new Case<>(ExperimentLedgerCodec.TYPE, ledger);
    ExperimentLedger back = before.there();
    ExperimentLedger copy = before.copy();
    List<Object> rows = advance(ledger, START + 60_000, units(START, 0, 5));

    assertThat(rows).hasSizeGreaterThan(2);
    assertThat(advance(back, START + 60_000, units(START, 0, 5))).isEqualTo(rows);
    assertThat(advance(copy, START + 60_000, units(START, 0, 5))).isEqualTo(rows);
  }

  private static List<Object> advance(
      ExperimentLedger ledger, long instant, Contribution... contributions) {
    List<Object> rows = new ArrayList<>();
    LedgerOutput out =
        new LedgerOutput() {
          @Override
          public void srmCheck(SrmCheck row) {
            rows.add(row);
          }

          @Override
          public void health(ExperimentHealth row) {
            rows.add(row);
          }

          @Override
          public void variantMetric(VariantMetric row) {
            rows.add(row);
          }

          @Override
          public void metricResult(MetricResult row) {
            rows.add(row);
          }

          @Override
          public void srmAlert(SrmAlert alert) {
            rows.add(alert);
          }

          @Override
          public void experimentAlert(ExperimentAlert alert) {
            rows.add(alert);
          }
        };
    ledger.advance(
        ExperimentPlan.of(experiment("gate"), TIMING),
        TIMING,
        endless(),
        instant,
        List.of(contributions),
        true,
        out);
    return rows;
  }
}
