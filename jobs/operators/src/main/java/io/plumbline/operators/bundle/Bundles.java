package io.plumbline.operators.bundle;

import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.operators.codec.ContributionCodec;
import io.plumbline.operators.codec.RecordCountCodec;
import io.plumbline.operators.codec.RejectionCodec;
import io.plumbline.operators.codec.TickCounts;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The streams that are bundled, and how far. */
public final class Bundles {
  private static final int CONTRIBUTION_KEYS = 100_000;
  private static final int COUNT_KEYS = 10_000;
  private static final int REJECTION_KEYS = 10;
  private static final int TICKS = 1_000;

  private Bundles() {}

  public static SingleOutputStreamOperator<Contribution> contributions(
      DataStream<Contribution> contributions, Timing timing) {
    return contributions.transform(
        "bundle contributions",
        ContributionCodec.TYPE,
        new BundleOperator<>(new ContributionFold(timing), CONTRIBUTION_KEYS));
  }

  public static SingleOutputStreamOperator<RecordCount> counts(DataStream<RecordCount> counts) {
    return counts.transform(
        "bundle record counts",
        RecordCountCodec.TYPE,
        new BundleOperator<>(new RecordCountFold(), COUNT_KEYS));
  }

  public static SingleOutputStreamOperator<Rejection> rejections(DataStream<Rejection> rejections) {
    return rejections.transform(
        "bundle rejections",
        RejectionCodec.TYPE,
        new BundleOperator<>(new RejectionFold(), REJECTION_KEYS));
  }

  public static SingleOutputStreamOperator<TickCounts> tickCounts(DataStream<TickCounts> counts) {
    return counts.transform(
        "bundle counts of ticks",
        TickCounts.TYPE,
        new BundleOperator<>(new TickCountsFold(), TICKS));
  }

  /** Spans of time, as (first, last) in milliseconds. */
  public static SingleOutputStreamOperator<Tuple2<Long, Long>> spans(
      DataStream<Tuple2<Long, Long>> spans) {
    return spans.transform(
        "bundle spans",
        Types.TUPLE(Types.LONG, Types.LONG),
        new BundleOperator<>(new SpanFold(), Integer.MAX_VALUE));
  }
}
