package io.plumbline.operators.codec.cdc;

import io.plumbline.core.configuration.AssemblerState;
import io.plumbline.core.configuration.ExperimentHistory;
import io.plumbline.core.configuration.LostRows;
import io.plumbline.core.experiment.Metric;
import io.plumbline.operators.codec.ExperimentCodec;
import io.plumbline.operators.codec.MetricCodec;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Binary form of {@link AssemblerState}, which says the version of the experiments within. The
 * first two versions were those of the experiments, and knew nothing of lost rows.
 */
public final class AssemblerStateCodec implements Codec<AssemblerState> {
  public static final TypeInformation<AssemblerState> TYPE =
      CodecTypeInfo.of(AssemblerState.class, new AssemblerStateCodec());

  private static final int VERSION = 3;
  private static final int WITHOUT_LOSSES = 2;

  private final ExperimentCodec experiments = new ExperimentCodec();
  private final MetricCodec metrics = new MetricCodec();

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public void write(AssemblerState value, DataOutputView out) throws IOException {
    out.writeByte(experiments.version());
    writeMap(
        value.rows(),
        (rows, o) -> writeMap(rows, (row, to) -> ChangeForm.writeValue(row, to), o),
        out);
    writeMap(value.experiments(), this::writeHistory, out);
    writeMap(value.metricVersions(), metrics::write, out);
    writeMap(value.toldMetrics(), Binary::writeString, out);
    writeMap(value.noteRevisions(), (count, o) -> Binary.writeVarInt(count, o), out);
    out.writeLong(value.heartbeatAt());
    out.writeLong(value.actedAt());
    writeLost(value.lost(), out);
  }

  @Override
  public AssemblerState read(DataInputView in, int version) throws IOException {
    boolean hasLosses = version > WITHOUT_LOSSES;
    int ofExperiments = hasLosses ? in.readByte() : version;
    Map<String, Map<String, Map<String, Object>>> rows =
        readMap(i -> readMap(ChangeForm::readRow, i), in);
    Map<String, ExperimentHistory> histories = readMap(i -> readHistory(i, ofExperiments), in);
    Map<String, Metric> versions = readMap(i -> metrics.read(i, ofExperiments), in);
    return new AssemblerState(
        rows,
        histories,
        versions,
        readMap(Binary::readString, in),
        readMap(Binary::readVarInt, in),
        in.readLong(),
        in.readLong(),
        hasLosses ? readLost(in) : LostRows.NONE);
  }

  private static void writeLost(LostRows value, DataOutputView out) throws IOException {
    out.writeLong(value.openedAt());
    Binary.writeVarInt(value.sequence(), out);
    ChangeForm.writeList(List.copyOf(value.tables()), Binary::writeString, out);
  }

  private static LostRows readLost(DataInputView in) throws IOException {
    return new LostRows(
        in.readLong(),
        Binary.readVarInt(in),
        Set.copyOf(ChangeForm.readList(Binary::readString, in)));
  }

  private void writeHistory(ExperimentHistory value, DataOutputView out) throws IOException {
    out.writeBoolean(value.document() != null);
    if (value.document() != null) {
      experiments.write(value.document(), out);
    }
    Binary.writeVarInt(value.effectiveAt().size(), out);
    for (Map.Entry<Long, Long> times : value.effectiveAt().entrySet()) {
      out.writeLong(times.getKey());
      out.writeLong(times.getValue());
    }
    Binary.writeLong(value.ownStart(), out);
    Binary.writeLong(value.ownStop(), out);
    out.writeBoolean(value.isStoppedByCommit());
    Binary.writeVarInt(value.versions(), out);
    Binary.writeString(value.told(), out);
    out.writeBoolean(value.invalid() != null);
    if (value.invalid() != null) {
      out.writeLong(value.invalid().since());
      Binary.writeVarInt(value.invalid().version(), out);
    }
  }

  private ExperimentHistory readHistory(DataInputView in, int version) throws IOException {
    var document = in.readBoolean() ? experiments.read(in, version) : null;
    Map<Long, Long> effectiveAt = new HashMap<>();
    for (int left = Binary.readVarInt(in); left > 0; left--) {
      long begin = in.readLong();
      effectiveAt.put(begin, in.readLong());
    }
    return new ExperimentHistory(
        document,
        effectiveAt,
        Binary.readLong(in),
        Binary.readLong(in),
        in.readBoolean(),
        Binary.readVarInt(in),
        Binary.readString(in),
        in.readBoolean()
            ? new ExperimentHistory.Invalid(in.readLong(), Binary.readVarInt(in))
            : null);
  }

  private static <T> void writeMap(
      Map<String, T> map, ChangeForm.Writer<T> writer, DataOutputView out) throws IOException {
    Binary.writeVarInt(map.size(), out);
    for (Map.Entry<String, T> entry : map.entrySet()) {
      Binary.writeString(entry.getKey(), out);
      writer.write(entry.getValue(), out);
    }
  }

  private static <T> Map<String, T> readMap(ChangeForm.Reader<T> reader, DataInputView in)
      throws IOException {
    Map<String, T> map = new TreeMap<>();
    for (int left = Binary.readVarInt(in); left > 0; left--) {
      String key = Binary.readString(in);
      map.put(key, reader.read(in));
    }
    return map;
  }
}
