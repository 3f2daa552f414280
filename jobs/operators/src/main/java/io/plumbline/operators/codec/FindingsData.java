package io.plumbline.operators.codec;

import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Suspect;
import io.plumbline.operators.serialization.Binary;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of findings, within other forms. */
final class FindingsData {
  private FindingsData() {}

  static void write(Findings findings, DataOutputView out) throws IOException {
    Binary.writeString(findings.label().name(), out);
    Binary.writeVarInt(findings.suspects().size(), out);
    for (Suspect suspect : findings.suspects()) {
      write(suspect, out);
    }
    out.writeBoolean(findings.ifShared() != null);
    if (findings.ifShared() != null) {
      write(findings.ifShared(), out);
    }
  }

  static Findings read(DataInputView in) throws IOException {
    Cause label = Cause.valueOf(Binary.readString(in));
    Suspect[] suspects = new Suspect[Binary.readVarInt(in)];
    for (int i = 0; i < suspects.length; i++) {
      suspects[i] = readSuspect(in);
    }
    return new Findings(label, List.of(suspects), in.readBoolean() ? readSuspect(in) : null);
  }

  private static void write(Suspect suspect, DataOutputView out) throws IOException {
    Binary.writeString(suspect.cause().name(), out);
    Binary.writeString(suspect.dimension(), out);
    Binary.writeString(suspect.segment(), out);
    Binary.writeString(suspect.variantKey(), out);
    out.writeDouble(suspect.missingUnits());
    out.writeDouble(suspect.unitsShare());
    Binary.writeDouble(suspect.heterogeneityPValue(), out);
    out.writeDouble(suspect.logEValue());
    Binary.writeLong(suspect.since() == null ? null : suspect.since().toEpochDay(), out);
    Binary.writeString(suspect.evidence(), out);
  }

  private static Suspect readSuspect(DataInputView in) throws IOException {
    return new Suspect(
        Cause.valueOf(Binary.readString(in)),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        in.readDouble(),
        in.readDouble(),
        Binary.readDouble(in),
        in.readDouble(),
        readDay(in),
        Binary.readString(in));
  }

  private static LocalDate readDay(DataInputView in) throws IOException {
    Long day = Binary.readLong(in);
    return day == null ? null : LocalDate.ofEpochDay(day);
  }
}
