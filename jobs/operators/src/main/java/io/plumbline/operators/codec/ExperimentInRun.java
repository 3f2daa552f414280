package io.plumbline.operators.codec;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** An experiment, and the part of time that a run covers of it. */
public record ExperimentInRun(Experiment experiment, Horizon horizon) {
  public static final TypeInformation<ExperimentInRun> TYPE =
      CodecTypeInfo.of(ExperimentInRun.class, new Binary());

  /** Its binary form. */
  public static final class Binary implements Codec<ExperimentInRun> {
    private final ExperimentCodec experiments = new ExperimentCodec();
    private final HorizonCodec horizons = new HorizonCodec();

    @Override
    public int version() {
      return ExperimentCodec.VERSION;
    }

    @Override
    public void write(ExperimentInRun value, DataOutputView out) throws IOException {
      experiments.write(value.experiment(), out);
      horizons.write(value.horizon(), out);
    }

    @Override
    public ExperimentInRun read(DataInputView in, int version) throws IOException {
      return new ExperimentInRun(experiments.read(in, version), horizons.read(in, version));
    }
  }
}
