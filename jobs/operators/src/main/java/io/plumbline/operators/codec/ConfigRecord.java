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
 * One record of the configuration topic: an experiment's document or a heartbeat.
 *
 * @param key of the record
 * @param experiment null in a heartbeat
 * @param heartbeatAt up to when the configuration is complete, milliseconds since the epoch; null
 *     in a document
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

  public boolean isHeartbeat() {
    return heartbeatAt != null;
  }

  /** Its binary form. */
  public static final class Form implements Codec<ConfigRecord> {
    private final ExperimentCodec experiments = new ExperimentCodec();

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(ConfigRecord value, DataOutputView out) throws IOException {
      Binary.writeString(value.key(), out);
      Binary.writeLong(value.heartbeatAt(), out);
      if (!value.isHeartbeat()) {
        experiments.write(value.experiment(), out);
      }
    }

    @Override
    public ConfigRecord read(DataInputView in, int version) throws IOException {
      String key = Binary.readString(in);
      Long heartbeatAt = Binary.readLong(in);
      return new ConfigRecord(
          key, heartbeatAt == null ? experiments.read(in, version) : null, heartbeatAt);
    }
  }
}
