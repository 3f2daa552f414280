package io.plumbline.operators.configuration;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.configuration.AssembledDocument;
import io.plumbline.core.configuration.AssemblerState;
import io.plumbline.core.configuration.AssemblyOutput;
import io.plumbline.core.configuration.ConfigAssembler;
import io.plumbline.core.configuration.ConfigChange;
import io.plumbline.core.configuration.ExperimentVersion;
import io.plumbline.core.configuration.MetricVersion;
import io.plumbline.core.configuration.NoteRevision;
import io.plumbline.core.configuration.SequenceState;
import io.plumbline.core.configuration.SourceTransaction;
import io.plumbline.core.configuration.TransactionSequence;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.AlertRows;
import io.plumbline.operators.codec.ConfigMessage;
import io.plumbline.operators.codec.ConfigRows;
import io.plumbline.operators.codec.cdc.AssemblerStateCodec;
import io.plumbline.operators.codec.cdc.CdcRecord;
import io.plumbline.operators.codec.cdc.SequenceStateCodec;
import io.plumbline.schemas.Table;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the configuration's tables become messages of the configuration topic, and rows of
 * tables as side outputs. One task alone: the order is all.
 *
 * <p>What cannot be read is left out and logged with its position. Where a committed row was lost,
 * so that the configuration may be other than the database's, an alert says so too: see {@link
 * io.plumbline.core.configuration.LostRows}.
 *
 * <p>A restored job begins by sending again what may have been lost with a transaction of the
 * attempt before: before the next heartbeat, which would let the readers pass it by. To who has it
 * already it says nothing new.
 *
 * <p>What it knows is held on the heap, and written whole with each checkpoint: it is as large as
 * the configuration.
 */
public final class ConfigAssemblyFunction extends ProcessFunction<CdcRecord, ConfigMessage>
    implements CheckpointedFunction, CheckpointListener {
  /** The Flink metric that counts records which could not be read. */
  public static final String REFUSED = "cdc_records_refused";

  /** The Flink metric that counts committed rows which could not be read, or never came. */
  public static final String MISSING = "cdc_rows_missing";

  /** The Flink metric that counts records which came again. */
  public static final String REDELIVERED = "cdc_records_redelivered";

  /** The Flink metric that counts messages which were sent again after a restore. */
  public static final String SENT_AGAIN = "config_messages_sent_again";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigAssemblyFunction.class);

  private final JobRun run;
  private final List<String> tables;
  private final TopicInspection topics;
  private final ConfigTexts texts;

  private transient ListState<SequenceState> sequenceState;
  private transient ListState<AssemblerState> assemblerState;
  private transient TransactionSequence sequence;
  private transient ConfigAssembler assembler;
  private transient UnconfirmedMessages unconfirmed;
  private transient Set<String> toSendAgain;
  private transient Counter refused;
  private transient Counter missing;
  private transient Counter sentAgain;

  /**
   * @param tables that are read, with their schema
   */
  public ConfigAssemblyFunction(
      JobRun run, List<String> tables, TopicInspection topics, ConfigTexts texts) {
    this.run = run;
    this.tables = List.copyOf(tables);
    this.topics = topics;
    this.texts = texts;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    sequenceState =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("sequence", SequenceStateCodec.TYPE));
    assemblerState =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("assembler", AssemblerStateCodec.TYPE));
    SequenceState ofSequence = SequenceState.EMPTY;
    for (SequenceState restored : sequenceState.get()) {
      ofSequence = restored;
    }
    AssemblerState ofAssembler = AssemblerState.EMPTY;
    for (AssemblerState restored : assemblerState.get()) {
      ofAssembler = restored;
    }
    sequence = new TransactionSequence(tables, topics::lastOffset, ofSequence);
    assembler = new ConfigAssembler(ofAssembler);
    unconfirmed = new UnconfirmedMessages(context);
    toSendAgain = unconfirmed.keys();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    sequenceState.update(List.of(sequence.state()));
    assemblerState.update(List.of(assembler.state()));
    unconfirmed.snapshot(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    unconfirmed.complete(checkpointId);
  }

  @Override
  public void open(OpenContext context) {
    refused = getRuntimeContext().getMetricGroup().counter(REFUSED);
    missing = getRuntimeContext().getMetricGroup().counter(MISSING);
    sentAgain = getRuntimeContext().getMetricGroup().counter(SENT_AGAIN);
    getRuntimeContext()
        .getMetricGroup()
        .gauge(REDELIVERED, (Gauge<Long>) () -> sequence.redelivered());
  }

  @Override
  public void processElement(CdcRecord record, Context context, Collector<ConfigMessage> out) {
    if (record.refused() != null) {
      refused.inc();
      LOG.warn("{}: left out: {}", record.refused().position(), record.refused().detail());
    }
    List<SourceTransaction> applicable = record.acceptedBy(sequence);
    if (applicable.isEmpty()) {
      return;
    }
    Output output = new Output(context, out);
    sendAgain(output);
    for (SourceTransaction transaction : applicable) {
      if (!transaction.missing().isEmpty()) {
        missing.inc(transaction.missingRows());
        LOG.error(
            "transaction {}: rows by table that could not be read, or never came: {}",
            transaction.id(),
            transaction.missing());
      }
      assembler.accept(transaction, output);
    }
  }

  private void sendAgain(Output output) {
    for (String key : toSendAgain) {
      LOG.info("experiment {}: sent again, since its last message may have been lost", key);
      sentAgain.inc();
      assembler.repeat(key, output);
    }
    toSendAgain = Set.of();
  }

  /** Passes on what is assembled. */
  private final class Output implements AssemblyOutput {
    private static final OutputTag<RowData> CHANGES = OutputTags.rows(Table.CONFIG_CHANGES);
    private static final OutputTag<RowData> EXPERIMENTS =
        OutputTags.rows(Table.EXPERIMENT_VERSIONS);
    private static final OutputTag<RowData> METRICS = OutputTags.rows(Table.METRIC_VERSIONS);
    private static final OutputTag<RowData> NOTES = OutputTags.rows(Table.NOTES);
    private static final OutputTag<RowData> ALERTS = OutputTags.rows(Table.ALERTS);

    private final Context context;
    private final Collector<ConfigMessage> out;
    private final ConfigRows rows;
    private final AlertRows alerts;

    Output(Context context, Collector<ConfigMessage> out) {
      this.context = context;
      this.out = out;
      long now = context.timerService().currentProcessingTime();
      this.rows = new ConfigRows(now);
      this.alerts = new AlertRows(run, now);
    }

    @Override
    public void document(AssembledDocument document) {
      String key = document.experiment().key();
      unconfirmed.sent(key);
      out.collect(new ConfigMessage(key, texts.document(document)));
    }

    @Override
    public void withdrawal(String experimentKey) {
      unconfirmed.sent(experimentKey);
      out.collect(new ConfigMessage(experimentKey, null));
    }

    @Override
    public void heartbeat(long heartbeatAt) {
      out.collect(new ConfigMessage(texts.heartbeatKey(), texts.heartbeat(heartbeatAt)));
    }

    @Override
    public void change(ConfigChange change) {
      context.output(CHANGES, rows.of(change));
    }

    @Override
    public void experimentVersion(ExperimentVersion version) {
      String document = version.document() == null ? null : texts.document(version.document());
      context.output(EXPERIMENTS, rows.of(version, document));
    }

    @Override
    public void metricVersion(MetricVersion version) {
      context.output(METRICS, rows.of(version));
    }

    @Override
    public void note(NoteRevision note) {
      context.output(NOTES, rows.of(note));
    }

    @Override
    public void alert(ExperimentAlert alert) {
      LOG.warn("{}: {}", alert.status(), alert.summary());
      context.output(ALERTS, alerts.of(alert));
    }
  }
}
