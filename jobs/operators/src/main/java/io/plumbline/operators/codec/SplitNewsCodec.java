package io.plumbline.operators.codec;

import io.plumbline.core.alert.AlertSeverity;
import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.SplitEvidence;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.ledger.SegmentKey;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link SplitNews}. */
public final class SplitNewsCodec implements Codec<SplitNews> {
  public static final TypeInformation<SplitNews> TYPE =
      CodecTypeInfo.of(SplitNews.class, new SplitNewsCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(SplitNews value, DataOutputView out) throws IOException {
    boolean isRow = value instanceof SplitNews.Row;
    out.writeBoolean(isRow);
    if (isRow) {
      writeCheck(((SplitNews.Row) value).check(), out);
    } else {
      writeAlert(((SplitNews.Transition) value).alert(), out);
    }
  }

  @Override
  public SplitNews read(DataInputView in, int version) throws IOException {
    return in.readBoolean()
        ? new SplitNews.Row(readCheck(in))
        : new SplitNews.Transition(readAlert(in));
  }

  private static void writeCheck(SrmCheck check, DataOutputView out) throws IOException {
    Binary.writeString(check.experimentKey(), out);
    writeInteger(check.epoch(), out);
    Binary.writeString(check.segment().dimension(), out);
    Binary.writeString(check.segment().segment(), out);
    out.writeLong(check.asOf());
    writeCounts(check.observed(), out);
    writeDoubles(check.expected(), out);
    Binary.writeVarLong(check.units(), out);
    out.writeDouble(check.logEValue());
    Binary.writeDouble(check.logEAlarm(), out);
    out.writeDouble(check.anytimePValue());
    Binary.writeDouble(check.chiSquared(), out);
    writeInteger(check.chiSquaredDf(), out);
    Binary.writeDouble(check.chiSquaredP(), out);
    out.writeByte(check.eBhRejected() == null ? -1 : check.eBhRejected() ? 1 : 0);
    Binary.writeString(check.status(), out);
    writeFindings(check.findings(), out);
    Binary.writeString(check.configVersion(), out);
  }

  private static SrmCheck readCheck(DataInputView in) throws IOException {
    return new SrmCheck(
        Binary.readString(in),
        readInteger(in),
        new SegmentKey(Binary.readString(in), Binary.readString(in)),
        in.readLong(),
        readCounts(in),
        readDoubles(in),
        Binary.readVarLong(in),
        in.readDouble(),
        Binary.readDouble(in),
        in.readDouble(),
        Binary.readDouble(in),
        readInteger(in),
        Binary.readDouble(in),
        readBoolean(in),
        Binary.readString(in),
        readFindings(in),
        Binary.readString(in));
  }

  private static void writeAlert(SrmAlert alert, DataOutputView out) throws IOException {
    Binary.writeString(alert.alertId(), out);
    Binary.writeVarInt(alert.sequence(), out);
    Binary.writeString(alert.status().name(), out);
    Binary.writeString(alert.severity().name(), out);
    Binary.writeString(alert.resolution(), out);
    Binary.writeString(alert.experimentKey(), out);
    Binary.writeString(alert.experimentName(), out);
    Binary.writeString(alert.owner(), out);
    Binary.writeString(alert.summary(), out);
    Binary.writeString(alert.recommendedAction(), out);
    out.writeLong(alert.asOf());
    out.writeLong(alert.firstAsOf());
    Binary.writeString(alert.configVersion(), out);
    SplitEvidence evidence = alert.evidence();
    writeCounts(evidence.observed(), out);
    writeDoubles(evidence.expected(), out);
    Binary.writeVarLong(evidence.units(), out);
    out.writeDouble(evidence.logEValue());
    out.writeDouble(evidence.logEAlarm());
    out.writeDouble(evidence.anytimePValue());
    Binary.writeDouble(evidence.chiSquaredP(), out);
    writeFindings(evidence.findings(), out);
  }

  private static SrmAlert readAlert(DataInputView in) throws IOException {
    return new SrmAlert(
        Binary.readString(in),
        Binary.readVarInt(in),
        AlertStatus.valueOf(Binary.readString(in)),
        AlertSeverity.valueOf(Binary.readString(in)),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        in.readLong(),
        in.readLong(),
        Binary.readString(in),
        new SplitEvidence(
            readCounts(in),
            readDoubles(in),
            Binary.readVarLong(in),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            Binary.readDouble(in),
            readFindings(in)));
  }

  private static void writeFindings(Findings findings, DataOutputView out) throws IOException {
    out.writeBoolean(findings != null);
    if (findings != null) {
      FindingsData.write(findings, out);
    }
  }

  private static Findings readFindings(DataInputView in) throws IOException {
    return in.readBoolean() ? FindingsData.read(in) : null;
  }

  private static void writeInteger(Integer value, DataOutputView out) throws IOException {
    Binary.writeLong(value == null ? null : Long.valueOf(value), out);
  }

  private static Integer readInteger(DataInputView in) throws IOException {
    Long value = Binary.readLong(in);
    return value == null ? null : Integer.valueOf(Math.toIntExact(value));
  }

  private static Boolean readBoolean(DataInputView in) throws IOException {
    byte value = in.readByte();
    return value < 0 ? null : Boolean.valueOf(value > 0);
  }

  /** The entries in the map's own order, that of the variants. */
  private static void writeCounts(Map<String, Long> counts, DataOutputView out) throws IOException {
    Binary.writeVarInt(counts.size(), out);
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      Binary.writeString(entry.getKey(), out);
      Binary.writeZigZag(entry.getValue(), out);
    }
  }

  private static Map<String, Long> readCounts(DataInputView in) throws IOException {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int i = Binary.readVarInt(in); i > 0; i--) {
      String key = Binary.readString(in);
      counts.put(key, Binary.readZigZag(in));
    }
    return counts;
  }

  private static void writeDoubles(Map<String, Double> values, DataOutputView out)
      throws IOException {
    Binary.writeVarInt(values.size(), out);
    for (Map.Entry<String, Double> entry : values.entrySet()) {
      Binary.writeString(entry.getKey(), out);
      out.writeDouble(entry.getValue());
    }
  }

  private static Map<String, Double> readDoubles(DataInputView in) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = Binary.readVarInt(in); i > 0; i--) {
      String key = Binary.readString(in);
      values.put(key, in.readDouble());
    }
    return values;
  }
}
