package io.plumbline.operators.codec.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.configuration.AssembledDocument;
import io.plumbline.core.configuration.AssemblerState;
import io.plumbline.core.configuration.AssemblyOutput;
import io.plumbline.core.configuration.ConfigAssembler;
import io.plumbline.core.configuration.ConfigChange;
import io.plumbline.core.configuration.ExperimentHistory;
import io.plumbline.core.configuration.ExperimentVersion;
import io.plumbline.core.configuration.LostRows;
import io.plumbline.core.configuration.MetricVersion;
import io.plumbline.core.configuration.NoteRevision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What a savepoint holds of the assembler is what it was, and goes on as if nothing had been. */
class AssemblerStateCodecTest {
  private static final int FURTHER = 15;

  /** An incident's time, its transitions, and no table: as NONE is written. */
  private static final int NO_LOSSES = Long.BYTES + 1 + 1;

  private final TypeSerializer<AssemblerState> serializer =
      AssemblerStateCodec.TYPE.createSerializer(new SerializerConfigImpl());

  @Property(tries = 200)
  void whatWasWrittenGoesOnAsIfNothingHadHappened(
      @ForAll long seed, @ForAll @IntRange(max = 40) int cut) throws IOException {
    RandomTransactions transactions = new RandomTransactions(seed);
    ConfigAssembler whole = new ConfigAssembler(AssemblerState.EMPTY);
    for (int i = 0; i < cut; i++) {
      whole.accept(transactions.next(), new Told());
    }

    AssemblerState before = whole.state();
    AssemblerState restored = read(written(before));
    assertThat(restored).isEqualTo(before);

    ConfigAssembler torn = new ConfigAssembler(restored);
    Told ofWhole = new Told();
    Told ofTorn = new Told();
    for (int i = 0; i < FURTHER; i++) {
      var next = transactions.next();
      whole.accept(next, ofWhole);
      torn.accept(next, ofTorn);
    }
    assertThat(ofTorn.all).isEqualTo(ofWhole.all);
    assertThat(torn.state()).isEqualTo(whole.state());
  }

  /** Otherwise the property says little. */
  @Test
  void theRandomStatesHoldAllThatStatesCanHold() {
    List<AssemblerState> states = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      states.add(state(seed));
    }
    assertThat(states)
        .flatMap(state -> state.experiments().values())
        .anyMatch(history -> history.document() != null)
        .anyMatch(history -> history.document() == null && history.versions() > 1)
        .anyMatch(history -> history.invalid() != null)
        .anyMatch(ExperimentHistory::isStoppedByCommit)
        .anyMatch(history -> history.ownStop() != null)
        .anyMatch(history -> history.document() != null && !history.document().notes().isEmpty());
    assertThat(states)
        .anyMatch(state -> state.lost().sequence() > 0)
        .anyMatch(state -> state.lost().equals(LostRows.NONE))
        .anyMatch(state -> state.metricVersions().keySet().contains("spent@2"))
        .anyMatch(state -> state.noteRevisions().values().stream().anyMatch(count -> count > 2));
  }

  /** Of the second version, which had the experiments' version, and nothing lost. */
  @Test
  void anOlderFormIsRead() throws IOException {
    AssemblerState state = withLost(state(1), LostRows.NONE);
    byte[] newest = written(state);
    assertThat(newest[0]).as("version").isEqualTo((byte) 3);
    assertThat(newest[1]).as("version of the experiments").isEqualTo((byte) 2);
    byte[] older = Arrays.copyOfRange(newest, 1, newest.length - NO_LOSSES);

    assertThat(read(older)).isEqualTo(state);
  }

  @Test
  void aFormOfAnotherNumberIsRefusedAndBothNumbersAreNamed() throws IOException {
    byte[] bytes = written(withLost(state(1), new LostRows(7, 2, Set.of("a", "b"))));
    for (byte version : new byte[] {0, 4}) {
      bytes[0] = version;
      assertThatThrownBy(() -> read(bytes))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "%s found a value of version %d; 1 to 3 can be read",
              AssemblerStateCodec.class.getName(), version);
    }
  }

  private static AssemblerState state(long seed) {
    RandomTransactions transactions = new RandomTransactions(seed);
    ConfigAssembler assembler = new ConfigAssembler(AssemblerState.EMPTY);
    for (int i = 0; i < 40; i++) {
      assembler.accept(transactions.next(), new Told());
    }
    return assembler.state();
  }

  private static AssemblerState withLost(AssemblerState state, LostRows lost) {
    return new AssemblerState(
        state.rows(),
        state.experiments(),
        state.metricVersions(),
        state.toldMetrics(),
        state.noteRevisions(),
        state.heartbeatAt(),
        state.actedAt(),
        lost);
  }

  private byte[] written(AssemblerState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(state, out);
    return out.getCopyOfBuffer();
  }

  private AssemblerState read(byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    AssemblerState state = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return state;
  }

  /** All that is told, in its order. */
  private static final class Told implements AssemblyOutput {
    private final List<Object> all = new ArrayList<>();

    @Override
    public void document(AssembledDocument document) {
      all.add(document);
    }

    @Override
    public void withdrawal(String experimentKey) {
      all.add("withdrawn: " + experimentKey);
    }

    @Override
    public void heartbeat(long heartbeatAt) {
      all.add(heartbeatAt);
    }

    @Override
    public void change(ConfigChange change) {
      all.add(change);
    }

    @Override
    public void experimentVersion(ExperimentVersion version) {
      all.add(version);
    }

    @Override
    public void metricVersion(MetricVersion version) {
      all.add(version);
    }

    @Override
    public void note(NoteRevision note) {
      all.add(note);
    }

    @Override
    public void alert(ExperimentAlert alert) {
      all.add(alert);
    }
  }
}
