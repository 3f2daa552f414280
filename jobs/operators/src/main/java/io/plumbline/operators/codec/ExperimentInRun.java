package io.plumbline.operators.codec;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An experiment, and the part of time that a run covers of it.
 *
 * @param lateFrom from when it acts on a change that came to be known too late, in a silence of the
 *     configuration, milliseconds since the epoch; {@link #NEVER}: there was none
 */
public record ExperimentInRun(Experiment experiment, Horizon horizon, long lateFrom) {

  /** It was always known in time. */
  public static final long NEVER = Long.MAX_VALUE;

  public static final TypeInformation<ExperimentInRun> TYPE =
      CodecTypeInfo.of(ExperimentInRun.class, new Binary());

  /** One that was always known in time. */
  public ExperimentInRun(Experiment experiment, Horizon horizon) {
    this(experiment, horizon, NEVER);
  }

  /**
   * Whether the row of an instant may rest on a configuration that was another at the time: the job
   * went on in silence, and it was published then, or what it counts was judged then.
   */
  public boolean isConfigStale(long asOf) {
    return asOf > lateFrom || horizon.silences().cover(asOf);
  }

  /** Its binary form. The forms before the third knew no silences. */
  public static final class Binary implements Codec<ExperimentInRun> {
    private static final int VERSION = 3;

    private final ExperimentCodec experiments = new ExperimentCodec();
    private final HorizonCodec horizons = new HorizonCodec();

    @Override
    public int version() {
      return VERSION;
    }

    @Override
    public void write(ExperimentInRun value, DataOutputView out) throws IOException {
      experiments.write(value.experiment(), out);
      horizons.write(value.horizon(), out);
      out.writeLong(value.lateFrom());
    }

    @Override
    public ExperimentInRun read(DataInputView in, int version) throws IOException {
      if (version < VERSION) {
        return new ExperimentInRun(
            experiments.read(in, version), horizons.read(in, HorizonCodec.WITHOUT_SILENCES));
      }
      return new ExperimentInRun(
          experiments.read(in, ExperimentCodec.VERSION),
          horizons.read(in, HorizonCodec.VERSION),
          in.readLong());
    }
  }
}
