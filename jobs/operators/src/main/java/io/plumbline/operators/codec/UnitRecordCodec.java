package io.plumbline.operators.codec;

import io.plumbline.core.unit.Excluded;
import io.plumbline.core.unit.ExclusionTest;
import io.plumbline.core.unit.Membership;
import io.plumbline.core.unit.MetricTotal;
import io.plumbline.core.unit.UnitRecord;
import io.plumbline.core.unit.UnitRecord.DayCount;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link UnitRecord}. */
public final class UnitRecordCodec implements Codec<UnitRecord> {
  public static final TypeInformation<UnitRecord> TYPE =
      CodecTypeInfo.of(UnitRecord.class, new UnitRecordCodec());

  /** The form that does not know what was left out of a unit. */
  private static final int WITHOUT_EXCLUSIONS = 1;

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(UnitRecord value, DataOutputView out) throws IOException {
    Binary.writeVarInt(value.memberships().size(), out);
    for (Map.Entry<String, Membership> entry : value.memberships().entrySet()) {
      Binary.writeString(entry.getKey(), out);
      writeMembership(entry.getValue(), out);
    }
    writeExclusions(value.exclusions(), out);
    writeDay(value.exposures(), out);
    writeDay(value.metricEvents(), out);
    out.writeLong(value.tidiedAt());
  }

  @Override
  public UnitRecord read(DataInputView in, int version) throws IOException {
    int size = Binary.readVarInt(in);
    Map<String, Membership> memberships = new HashMap<>();
    for (int i = 0; i < size; i++) {
      String key = Binary.readString(in);
      memberships.put(key, readMembership(in));
    }
    return new UnitRecord(
        Map.copyOf(memberships),
        version == WITHOUT_EXCLUSIONS ? Map.of() : readExclusions(in),
        readDay(in),
        readDay(in),
        in.readLong());
  }

  private static void writeExclusions(
      Map<String, Map<ExclusionTest, Excluded>> value, DataOutputView out) throws IOException {
    Binary.writeVarInt(value.size(), out);
    for (Map.Entry<String, Map<ExclusionTest, Excluded>> entry : value.entrySet()) {
      Binary.writeString(entry.getKey(), out);
      Binary.writeVarInt(entry.getValue().size(), out);
      for (Map.Entry<ExclusionTest, Excluded> excluded : entry.getValue().entrySet()) {
        Binary.writeString(excluded.getKey().name(), out);
        Binary.writeVarLong(excluded.getValue().events(), out);
        Binary.writeVarInt(excluded.getValue().variant(), out);
        Binary.writeVarInt(excluded.getValue().epoch(), out);
      }
    }
  }

  private static Map<String, Map<ExclusionTest, Excluded>> readExclusions(DataInputView in)
      throws IOException {
    int size = Binary.readVarInt(in);
    if (size == 0) {
      return Map.of();
    }
    Map<String, Map<ExclusionTest, Excluded>> exclusions = new HashMap<>();
    for (int i = 0; i < size; i++) {
      String key = Binary.readString(in);
      Map<ExclusionTest, Excluded> ofExperiment = new EnumMap<>(ExclusionTest.class);
      for (int j = Binary.readVarInt(in); j > 0; j--) {
        ExclusionTest test = ExclusionTest.valueOf(Binary.readString(in));
        ofExperiment.put(
            test,
            new Excluded(Binary.readVarLong(in), Binary.readVarInt(in), Binary.readVarInt(in)));
      }
      exclusions.put(key, ofExperiment);
    }
    return Map.copyOf(exclusions);
  }

  private static void writeMembership(Membership value, DataOutputView out) throws IOException {
    Binary.writeVarInt(value.version(), out);
    Binary.writeVarInt(value.variant(), out);
    Binary.writeVarInt(value.epoch(), out);
    out.writeLong(value.enrolledAt());
    Binary.writeStrings(value.attributes(), out);
    Binary.writeLong(value.crossoverAt(), out);
    Binary.writeVarInt(value.crossoverVariant(), out);
    out.writeLong(value.changedAt());
    Binary.writeVarInt(value.totals().size(), out);
    for (MetricTotal total : value.totals()) {
      out.writeLong(total.sum());
      Binary.writeVarLong(total.events(), out);
      Binary.writeVarLong(total.duplicates(), out);
      out.writeBoolean(total.mature());
    }
  }

  private static Membership readMembership(DataInputView in) throws IOException {
    int version = Binary.readVarInt(in);
    int variant = Binary.readVarInt(in);
    int epoch = Binary.readVarInt(in);
    long enrolledAt = in.readLong();
    Map<String, String> attributes = Binary.readStrings(in);
    Long crossoverAt = Binary.readLong(in);
    int crossoverVariant = Binary.readVarInt(in);
    long changedAt = in.readLong();
    int size = Binary.readVarInt(in);
    List<MetricTotal> totals = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      totals.add(
          new MetricTotal(
              in.readLong(), Binary.readVarLong(in), Binary.readVarLong(in), in.readBoolean()));
    }
    return new Membership(
        version,
        variant,
        epoch,
        enrolledAt,
        attributes,
        crossoverAt,
        crossoverVariant,
        changedAt,
        List.copyOf(totals));
  }

  private static void writeDay(DayCount value, DataOutputView out) throws IOException {
    out.writeLong(value.day());
    Binary.writeVarLong(value.count(), out);
  }

  private static DayCount readDay(DataInputView in) throws IOException {
    return new DayCount(in.readLong(), Binary.readVarLong(in));
  }
}
