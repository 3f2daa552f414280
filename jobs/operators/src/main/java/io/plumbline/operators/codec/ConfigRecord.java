package io.plumbline.operators.codec;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One record of the configuration topic: an experiment's document, its deletion, or a heartbeat.
 *
 * @param key of the record
 * @param experiment null in a heartbeat and in a deletion
 * @param heartbeatAt up to when the configuration is complete, milliseconds since the epoch; null
 *     in a document and in a deletion
 */
public record ConfigRecord(String key, Experiment experiment, Long heartbeatAt) {
  public static final TypeInformation<ConfigRecord> TYPE =
      CodecTypeInfo.of(ConfigRecord.class, new Form());

  public static ConfigRecord document(Experiment experiment) {
    return new ConfigRecord(experiment.key(), experiment, null);
  }

  public static ConfigRecord heartbeat(String key, long heartbeatAt) {
    return new ConfigRecord(key, null, heartbeatAt);
  }

  public static ConfigRecord deletion(String key) {
    return new ConfigRecord(key, null, null);
  }

  public boolean isHeartbeat() {
    return heartbeatAt != null;
  }

  public boolean isDeletion() {
    return experiment == null && heartbeatAt == null;
  }

  /** Its binary form. */
  public static final class Form implements Codec<ConfigRecord> {
    private final ExperimentCodec experiments = new ExperimentCodec();

    @Override
    public int version() {
      return ExperimentCodec.VERSION;
    }

    @Override
    public void write(ConfigRecord value, DataOutputView out) throws IOException {
      Binary.writeString(value.key(), out);
      Binary.writeLong(value.heartbeatAt(), out);
      if (!value.isHeartbeat()) {
        out.writeBoolean(value.isDeletion());
        if (!value.isDeletion()) {
          experiments.write(value.experiment(), out);
        }
      }
    }

    @Override
    public ConfigRecord read(DataInputView in, int version) throws IOException {
      String key = Binary.readString(in);
      Long heartbeatAt = Binary.readLong(in);
      if (heartbeatAt != null) {
        return heartbeat(key, heartbeatAt);
      }
      boolean isDeletion = version > 1 && in.readBoolean();
      return isDeletion ? deletion(key) : document(experiments.read(in, version));
    }
  }
}
