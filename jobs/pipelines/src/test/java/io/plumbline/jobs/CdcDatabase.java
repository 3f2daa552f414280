package io.plumbline.jobs;

import io.plumbline.jobs.io.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes the records that a Debezium connector would write of a database. */
final class CdcDatabase implements AutoCloseable {
  private record Row(String table, String key, String after) {}

  private final String prefix;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Row> open = new ArrayList<>();
  private int transaction = 700;
  private long lsn = 10_000;
  private long commit = 10_000;

  /**
   * @param prefix of its topics
   */
  CdcDatabase(KafkaBroker broker, String prefix) {
    this.prefix = prefix;
    this.producer = broker.producer(Map.of());
  }

  /**
   * @param key the primary key as JSON
   * @param row as JSON; null: it is deleted
   */
  CdcDatabase put(String table, String key, String row) {
    open.add(new Row(table, key, row));
    return this;
  }

  /** What is put is read by the initial snapshot. */
  void snapshot(String readAt) throws Exception {
    for (int i = 0; i < open.size(); i++) {
      boolean isLast = i == open.size() - 1;
      boolean endsTable = isLast || !open.get(i + 1).table().equals(open.get(i).table());
      String mark = isLast ? "last" : endsTable ? "last_in_data_collection" : "true";
      send(open.get(i), "r", mark, readAt, "null", "[null,\"%d\"]".formatted(lsn));
    }
    open.clear();
  }

  /** What is put is in the topics of the tables; its transaction has no end yet. */
  void rows(String at) throws Exception {
    for (int i = 0; i < open.size(); i++) {
      lsn += 10;
      String block =
          "{\"id\":\"%d:%d\",\"total_order\":%d,\"data_collection_order\":%d}"
              .formatted(transaction, lsn, i + 1, i + 1);
      String op = open.get(i).after() == null ? "d" : "u";
      send(open.get(i), op, "false", at, block, "[\"%d\",\"%d\"]".formatted(commit, lsn));
    }
  }

  /** The end of the transaction. */
  void end(String at) throws Exception {
    Map<String, Integer> counts = new TreeMap<>();
    open.forEach(row -> counts.merge(row.table(), 1, Integer::sum));
    List<String> tables = new ArrayList<>();
    counts.forEach(
        (table, count) ->
            tables.add(
                "{\"data_collection\":\"experimentation.%s\",\"event_count\":%d}"
                    .formatted(table, count)));
    lsn += 10;
    commit = lsn;
    send(
        prefix + ".transaction",
        null,
        "{\"status\":\"END\",\"id\":\"%d:%d\",\"event_count\":%d,\"data_collections\":[%s],\"ts_ms\":%d}"
            .formatted(transaction++, lsn, open.size(), String.join(",", tables), ms(at)));
    open.clear();
  }

  void commit(String at) throws Exception {
    rows(at);
    end(at);
  }

  void heartbeat(String at) throws Exception {
    put("heartbeats", "{\"id\":1}", "{\"id\":1,\"beat_at\":\"%s\"}".formatted(at)).commit(at);
  }

  private void send(
      Row row, String op, String mark, String at, String transactionBlock, String sequence)
      throws Exception {
    String source =
        ("{\"connector\":\"postgresql\",\"schema\":\"experimentation\",\"table\":\"%s\","
                + "\"snapshot\":\"%s\",\"ts_ms\":%d,\"lsn\":%d,\"sequence\":\"%s\"}")
            .formatted(row.table(), mark, ms(at), lsn, sequence.replace("\"", "\\\""));
    send(
        prefix + ".experimentation." + row.table(),
        row.key(),
        "{\"before\":null,\"after\":%s,\"source\":%s,\"transaction\":%s,\"op\":\"%s\",\"ts_ms\":%d}"
            .formatted(row.after(), source, transactionBlock, op, ms(at)));
  }

  private static long ms(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private void send(String topic, String key, String value) throws Exception {
    producer
        .send(new ProducerRecord<>(topic, 0, key == null ? null : bytes(key), bytes(value)))
        .get(30, TimeUnit.SECONDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
  }
}
