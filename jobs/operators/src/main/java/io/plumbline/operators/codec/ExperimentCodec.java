package io.plumbline.operators.codec;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentBuilder;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.experiment.Variant;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Binary form of {@link Experiment}; enums by name, weights as decimals. The first version knew no
 * history but that of metrics, and no notes.
 */
public final class ExperimentCodec implements Codec<Experiment> {
  public static final TypeInformation<Experiment> TYPE =
      CodecTypeInfo.of(Experiment.class, new ExperimentCodec());

  /** Of this form, and so of every form that holds an experiment. */
  static final int VERSION = 2;

  private static final int WITHOUT_HISTORY = 1;
  private static final MetricCodec METRICS = new MetricCodec();

  private interface Writer<T> {
    void write(T value, DataOutputView out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputView in) throws IOException;
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public void write(Experiment value, DataOutputView out) throws IOException {
    Binary.writeString(value.key(), out);
    Binary.writeString(value.kind().name(), out);
    Binary.writeString(value.name(), out);
    Binary.writeString(value.hypothesis(), out);
    Binary.writeString(value.owner(), out);
    Binary.writeString(value.unitType(), out);
    out.writeLong(value.startedAt());
    Binary.writeLong(value.stoppedAt(), out);
    Binary.writeString(value.salt(), out);
    Binary.writeString(value.hashVersion(), out);
    out.writeDouble(value.srmAlpha());
    out.writeDouble(value.alpha());
    out.writeLong(value.plannedUnits());
    Binary.writeString(value.crossoverPolicy().name(), out);
    writeList(value.dimensions(), ExperimentCodec::writeDimension, out);
    writeList(value.variants(), ExperimentCodec::writeVariant, out);
    writeList(value.allocations(), ExperimentCodec::writeAllocation, out);
    writeList(value.metrics(), ExperimentCodec::writeMetric, out);
    out.writeLong(value.knownFrom());
    out.writeLong(value.stopKnownFrom());
    writeList(value.notes(), ExperimentCodec::writeNote, out);
    Binary.writeLong(value.plannedStop(), out);
  }

  @Override
  public Experiment read(DataInputView in, int version) throws IOException {
    boolean hasHistory = version > WITHOUT_HISTORY;
    ExperimentBuilder experiment =
        new ExperimentBuilder(Binary.readString(in))
            .kind(ExperimentKind.valueOf(Binary.readString(in)))
            .name(Binary.readString(in))
            .hypothesis(Binary.readString(in))
            .owner(Binary.readString(in))
            .unitType(Binary.readString(in))
            .startedAt(in.readLong())
            .stoppedAt(Binary.readLong(in))
            .salt(Binary.readString(in))
            .hashVersion(Binary.readString(in))
            .srmAlpha(in.readDouble())
            .alpha(in.readDouble())
            .plannedUnits(in.readLong())
            .crossoverPolicy(CrossoverPolicy.valueOf(Binary.readString(in)))
            .dimensions(readList(i -> readDimension(i, hasHistory), in))
            .variants(readList(i -> readVariant(i, hasHistory), in))
            .allocations(readList(ExperimentCodec::readAllocation, in))
            .metrics(readList(i -> readMetric(i, hasHistory), in))
            .knownFrom(in.readLong())
            .stopKnownFrom(in.readLong());
    if (hasHistory) {
      experiment.notes(readList(ExperimentCodec::readNote, in)).plannedStop(Binary.readLong(in));
    }
    return experiment.build();
  }

  private static void writeDimension(Dimension value, DataOutputView out) throws IOException {
    Binary.writeString(value.name(), out);
    out.writeLong(value.validFrom());
    out.writeLong(value.validUntil());
  }

  private static Dimension readDimension(DataInputView in, boolean hasHistory) throws IOException {
    String name = Binary.readString(in);
    return hasHistory ? new Dimension(name, in.readLong(), in.readLong()) : new Dimension(name);
  }

  private static void writeVariant(Variant value, DataOutputView out) throws IOException {
    Binary.writeString(value.key(), out);
    out.writeBoolean(value.isControl());
    out.writeLong(value.validFrom());
  }

  private static Variant readVariant(DataInputView in, boolean hasHistory) throws IOException {
    Variant variant = new Variant(Binary.readString(in), in.readBoolean());
    return hasHistory ? variant.validFrom(in.readLong()) : variant;
  }

  private static void writeNote(Note value, DataOutputView out) throws IOException {
    Binary.writeString(value.id(), out);
    Binary.writeString(value.kind().name(), out);
    Binary.writeString(value.action().name(), out);
    Binary.writeString(value.author(), out);
    out.writeLong(value.createdAt());
    out.writeLong(value.validFrom());
  }

  private static Note readNote(DataInputView in) throws IOException {
    return new Note(
        Binary.readString(in),
        Note.Kind.valueOf(Binary.readString(in)),
        Note.Action.valueOf(Binary.readString(in)),
        Binary.readString(in),
        in.readLong(),
        in.readLong());
  }

  private static void writeAllocation(Allocation value, DataOutputView out) throws IOException {
    out.writeLong(value.effectiveAt());
    Binary.writeVarInt(value.weights().size(), out);
    for (Map.Entry<String, BigDecimal> weight : value.weights().entrySet()) {
      Binary.writeString(weight.getKey(), out);
      Binary.writeString(weight.getValue().toString(), out);
    }
    out.writeDouble(value.traffic());
  }

  private static Allocation readAllocation(DataInputView in) throws IOException {
    long effectiveAt = in.readLong();
    Map<String, BigDecimal> weights = new LinkedHashMap<>();
    for (int i = Binary.readVarInt(in); i > 0; i--) {
      String variant = Binary.readString(in);
      weights.put(variant, new BigDecimal(Binary.readString(in)));
    }
    return new Allocation(effectiveAt, weights, in.readDouble());
  }

  private static void writeMetric(ExperimentMetric value, DataOutputView out) throws IOException {
    METRICS.write(value.metric(), out);
    writeList(value.terms(), ExperimentCodec::writeTerms, out);
  }

  private static void writeTerms(MetricTerms value, DataOutputView out) throws IOException {
    Binary.writeString(value.role().name(), out);
    Binary.writeDouble(value.margin(), out);
    Binary.writeDouble(value.mde(), out);
    out.writeLong(value.validFrom());
    out.writeLong(value.validUntil());
  }

  private static MetricTerms readTerms(DataInputView in, boolean hasHistory) throws IOException {
    return new MetricTerms(
        MetricRole.valueOf(Binary.readString(in)),
        Binary.readDouble(in),
        Binary.readDouble(in),
        hasHistory ? in.readLong() : Experiment.ALWAYS,
        in.readLong());
  }

  private static ExperimentMetric readMetric(DataInputView in, boolean hasHistory)
      throws IOException {
    Metric metric = METRICS.read(in, VERSION);
    return new ExperimentMetric(
        metric, hasHistory ? readList(i -> readTerms(i, true), in) : List.of(readTerms(in, false)));
  }

  private static <T> void writeList(List<T> values, Writer<T> writer, DataOutputView out)
      throws IOException {
    Binary.writeVarInt(values.size(), out);
    for (T value : values) {
      writer.write(value, out);
    }
  }

  private static <T> List<T> readList(Reader<T> reader, DataInputView in) throws IOException {
    int size = Binary.readVarInt(in);
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(reader.read(in));
    }
    return List.copyOf(values);
  }
}
