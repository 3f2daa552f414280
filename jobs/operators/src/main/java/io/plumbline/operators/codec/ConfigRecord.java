package io.plumbline.operators.codec;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Silence;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One record of the configuration topic: an experiment's document, its deletion, or a heartbeat; or
 * word that the run goes on although the topic is silent, which stands in no topic.
 *
 * @param key of the record; empty where it is in no topic
 * @param experiment of a document; else null
 * @param heartbeatAt up to when the configuration is complete, milliseconds since the epoch; null
 *     in all but a heartbeat
 * @param silence null in all that is in the topic
 */
public record ConfigRecord(String key, Experiment experiment, Long heartbeatAt, Silence silence) {
  public static final TypeInformation<ConfigRecord> TYPE =
      CodecTypeInfo.of(ConfigRecord.class, new Form());

  public static ConfigRecord document(Experiment experiment) {
    return new ConfigRecord(experiment.key(), experiment, null, null);
  }

  public static ConfigRecord heartbeat(String key, long heartbeatAt) {
    return new ConfigRecord(key, null, heartbeatAt, null);
  }

  public static ConfigRecord deletion(String key) {
    return new ConfigRecord(key, null, null, null);
  }

  public static ConfigRecord silence(Silence silence) {
    return new ConfigRecord("", null, null, silence);
  }

  public boolean isHeartbeat() {
    return heartbeatAt != null;
  }

  public boolean isSilence() {
    return silence != null;
  }

  public boolean isDeletion() {
    return experiment == null && heartbeatAt == null && silence == null;
  }

  /** Its binary form, which no state holds. */
  public static final class Form implements Codec<ConfigRecord> {
    private static final byte DOCUMENT = 0;
    private static final byte DELETION = 1;
    private static final byte HEARTBEAT = 2;
    private static final byte SILENCE = 3;

    private final SilenceCodec silences = new SilenceCodec();

    private final ExperimentCodec experiments = new ExperimentCodec();

    @Override
    public int version() {
      return ExperimentCodec.VERSION;
    }

    @Override
    public void write(ConfigRecord value, DataOutputView out) throws IOException {
      Binary.writeString(value.key(), out);
      if (value.isHeartbeat()) {
        out.writeByte(HEARTBEAT);
        out.writeLong(value.heartbeatAt());
      } else if (value.isSilence()) {
        out.writeByte(SILENCE);
        silences.write(value.silence(), out);
      } else if (value.isDeletion()) {
        out.writeByte(DELETION);
      } else {
        out.writeByte(DOCUMENT);
        experiments.write(value.experiment(), out);
      }
    }

    @Override
    public ConfigRecord read(DataInputView in, int version) throws IOException {
      String key = Binary.readString(in);
      byte kind = in.readByte();
      return switch (kind) {
        case DOCUMENT -> document(experiments.read(in, version));
        case DELETION -> deletion(key);
        case HEARTBEAT -> heartbeat(key, in.readLong());
        case SILENCE -> silence(silences.read(in, silences.version()));
        default -> throw new IOException("a configuration record of kind " + kind + "; 0 to 3");
      };
    }
  }
}
