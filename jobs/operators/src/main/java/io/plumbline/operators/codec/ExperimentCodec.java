package io.plumbline.operators.codec;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentKind;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.experiment.MetricRole;
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

/** Binary form of {@link Experiment}; enums by name, weights as decimals. */
public final class ExperimentCodec implements Codec<Experiment> {
  public static final TypeInformation<Experiment> TYPE =
      CodecTypeInfo.of(Experiment.class, new ExperimentCodec());

  private interface Writer<T> {
    void write(T value, DataOutputView out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputView in) throws IOException;
  }

  @Override
  public int version() {
    return 1;
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
    writeList(value.dimensions(), Binary::writeString, out);
    writeList(value.variants(), ExperimentCodec::writeVariant, out);
    writeList(value.allocations(), ExperimentCodec::writeAllocation, out);
    writeList(value.metrics(), ExperimentCodec::writeMetric, out);
    out.writeLong(value.knownFrom());
    out.writeLong(value.stopKnownFrom());
  }

  @Override
  public Experiment read(DataInputView in, int version) throws IOException {
    return new Experiment(
        Binary.readString(in),
        ExperimentKind.valueOf(Binary.readString(in)),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        in.readLong(),
        Binary.readLong(in),
        Binary.readString(in),
        Binary.readString(in),
        in.readDouble(),
        in.readDouble(),
        in.readLong(),
        CrossoverPolicy.valueOf(Binary.readString(in)),
        readList(Binary::readString, in),
        readList(i -> new Variant(Binary.readString(i), i.readBoolean()), in),
        readList(ExperimentCodec::readAllocation, in),
        readList(ExperimentCodec::readMetric, in),
        in.readLong(),
        in.readLong());
  }

  private static void writeVariant(Variant value, DataOutputView out) throws IOException {
    Binary.writeString(value.key(), out);
    out.writeBoolean(value.isControl());
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
    Metric metric = value.metric();
    Binary.writeString(metric.key(), out);
    Binary.writeVarInt(metric.version(), out);
    Binary.writeString(metric.kind().name(), out);
    Binary.writeString(metric.eventName(), out);
    Binary.writeStrings(metric.eventFilter(), out);
    Binary.writeVarInt(metric.decimals(), out);
    out.writeLong(metric.delayMs());
    Binary.writeLong(metric.windowMs(), out);
    out.writeBoolean(metric.matureOnly());
    Binary.writeDouble(metric.capLower(), out);
    Binary.writeDouble(metric.capUpper(), out);
    out.writeBoolean(metric.higherIsBetter());
    Binary.writeString(metric.description(), out);
    out.writeLong(metric.validFrom());
    Binary.writeString(value.role().name(), out);
    Binary.writeDouble(value.margin(), out);
    Binary.writeDouble(value.mde(), out);
    out.writeLong(value.validUntil());
  }

  private static ExperimentMetric readMetric(DataInputView in) throws IOException {
    Metric metric =
        new Metric(
            Binary.readString(in),
            Binary.readVarInt(in),
            MetricKind.valueOf(Binary.readString(in)),
            Binary.readString(in),
            Binary.readStrings(in),
            Binary.readVarInt(in),
            in.readLong(),
            Binary.readLong(in),
            in.readBoolean(),
            Binary.readDouble(in),
            Binary.readDouble(in),
            in.readBoolean(),
            Binary.readString(in),
            in.readLong());
    return new ExperimentMetric(
        metric,
        MetricRole.valueOf(Binary.readString(in)),
        Binary.readDouble(in),
        Binary.readDouble(in),
        in.readLong());
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
