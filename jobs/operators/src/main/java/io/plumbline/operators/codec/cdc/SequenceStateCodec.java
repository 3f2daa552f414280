package io.plumbline.operators.codec.cdc;

import io.plumbline.core.configuration.SequenceState;
import io.plumbline.core.configuration.SequenceState.SingleRow;
import io.plumbline.core.configuration.SequenceState.Snapshot;
import io.plumbline.core.configuration.SourcePosition;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Binary form of {@link SequenceState}. The first version did not say of which tables rows of the
 * snapshot could not be read.
 */
public final class SequenceStateCodec implements Codec<SequenceState> {
  public static final TypeInformation<SequenceState> TYPE =
      CodecTypeInfo.of(SequenceState.class, new SequenceStateCodec());

  private static final int VERSION = 2;
  private static final int WITHOUT_TABLES = 1;
  private static final String SOME_TABLE = "a table of the snapshot";

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public void write(SequenceState value, DataOutputView out) throws IOException {
    writeSnapshot(value.snapshot(), out);
    ChangeForm.writeList(value.rows(), ChangeForm::writeChange, out);
    ChangeForm.writeList(value.refused(), ChangeForm::writeRefused, out);
    ChangeForm.writeList(value.ends(), ChangeForm::writeBoundary, out);
    ChangeForm.writeList(value.single(), SequenceStateCodec::writeSingle, out);
    out.writeLong(value.appliedCommit());
    ChangeForm.writeLongs(value.appliedCommits(), out);
    Binary.writeVarInt(value.seen().size(), out);
    for (Map.Entry<String, SourcePosition> entry : value.seen().entrySet()) {
      Binary.writeString(entry.getKey(), out);
      ChangeForm.writePosition(entry.getValue(), out);
    }
    out.writeLong(value.redelivered());
  }

  @Override
  public SequenceState read(DataInputView in, int version) throws IOException {
    return new SequenceState(
        readSnapshot(in, version),
        ChangeForm.readList(ChangeForm::readChange, in),
        ChangeForm.readList(ChangeForm::readRefused, in),
        ChangeForm.readList(ChangeForm::readBoundary, in),
        ChangeForm.readList(SequenceStateCodec::readSingle, in),
        in.readLong(),
        ChangeForm.readLongs(in),
        readSeen(in),
        in.readLong());
  }

  private static void writeSnapshot(Snapshot value, DataOutputView out) throws IOException {
    out.writeBoolean(value.isApplied());
    out.writeBoolean(value.isRead());
    out.writeLong(value.lsn());
    ChangeForm.writeList(List.copyOf(value.readyTables()), Binary::writeString, out);
    ChangeForm.writeLongs(value.readOffsets(), out);
    ChangeForm.writeList(value.rows(), ChangeForm::writeChange, out);
    ChangeForm.writeLongs(value.refusedRows(), out);
  }

  private static Snapshot readSnapshot(DataInputView in, int version) throws IOException {
    return new Snapshot(
        in.readBoolean(),
        in.readBoolean(),
        in.readLong(),
        Set.copyOf(ChangeForm.readList(Binary::readString, in)),
        ChangeForm.readLongs(in),
        ChangeForm.readList(ChangeForm::readChange, in),
        version == WITHOUT_TABLES ? ofSomeTable(Binary.readVarInt(in)) : ChangeForm.readLongs(in));
  }

  private static Map<String, Long> ofSomeTable(long rows) {
    return rows == 0 ? Map.of() : Map.of(SOME_TABLE, rows);
  }

  private static void writeSingle(SingleRow value, DataOutputView out) throws IOException {
    ChangeForm.writeChange(value.row(), out);
    Binary.writeString(value.afterTransaction(), out);
  }

  private static SingleRow readSingle(DataInputView in) throws IOException {
    return new SingleRow(ChangeForm.readChange(in), Binary.readString(in));
  }

  private static Map<String, SourcePosition> readSeen(DataInputView in) throws IOException {
    Map<String, SourcePosition> seen = new LinkedHashMap<>();
    for (int left = Binary.readVarInt(in); left > 0; left--) {
      String table = Binary.readString(in);
      seen.put(table, ChangeForm.readPosition(in));
    }
    return seen;
  }
}
