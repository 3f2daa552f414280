package io.plumbline.operators;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.alert.StallChange;
import io.plumbline.core.ledger.ExperimentVerdict;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.operators.codec.ExperimentStatusCodec;
import io.plumbline.operators.codec.ExperimentVerdictCodec;
import io.plumbline.operators.codec.RecordCountCodec;
import io.plumbline.operators.codec.RejectionCodec;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.codec.SplitNewsCodec;
import io.plumbline.operators.codec.StallChangeCodec;
import io.plumbline.schemas.Table;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.OutputTag;

/** All side outputs. */
public final class OutputTags {

  /** What became of records. */
  public static final OutputTag<RecordCount> COUNTS =
      new OutputTag<>("record-counts", RecordCountCodec.TYPE);

  /** Records that were refused. */
  public static final OutputTag<Rejection> REJECTIONS =
      new OutputTag<>("rejections", RejectionCodec.TYPE);

  /** What is told of splits, and waits for the other experiments. */
  public static final OutputTag<SplitNews> SPLIT_NEWS =
      new OutputTag<>("split-news", SplitNewsCodec.TYPE);

  /** How experiments stand. */
  public static final OutputTag<ExperimentStatus> STATUSES =
      new OutputTag<>("experiment-status", ExperimentStatusCodec.TYPE);

  /** That exposures of experiments are missing, and that they come again. */
  public static final OutputTag<StallChange> STALLS =
      new OutputTag<>("exposure-stalls", StallChangeCodec.TYPE);

  /** What to do with the treatments of experiments. */
  public static final OutputTag<ExperimentVerdict> VERDICTS =
      new OutputTag<>("experiment-verdict", ExperimentVerdictCodec.TYPE);

  private OutputTags() {}

  /** The rows of a table. */
  public static OutputTag<RowData> rows(Table table) {
    return new OutputTag<>(table.tableName(), InternalTypeInfo.of(RowTypes.of(table)));
  }
}
