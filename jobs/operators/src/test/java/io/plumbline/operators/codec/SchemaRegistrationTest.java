package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaRegistrationTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private RegistryConfig registry;
  private volatile int status = 200;
  private volatile String answer = "{\"id\":7}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    registry =
        RegistryConfig.of(
            Map.of("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/api"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theIdIsWhatTheRegistryAnswers() throws IOException {
    String subject = SchemaRegistration.subject("srm-alerts");

    assertThat(SchemaRegistration.id(registry, subject, "\"long\"")).isEqualTo(7);
    assertThat(requests)
        .containsExactly(
            "POST /api/subjects/srm-alerts-value/versions {\"schema\":\"\\\"long\\\"\"}");
  }

  @Test
  void aRefusalIsNamedAndNotAskedAgain() {
    status = 409;
    answer = "{\"message\":\"incompatible\"}";

    assertThatThrownBy(() -> SchemaRegistration.id(registry, "srm-alerts-value", "\"long\""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refuses subject srm-alerts-value: status 409")
        .hasMessageContaining("incompatible");
    assertThat(requests).hasSize(1);
  }

  @Test
  void aBrokenAnswerIsAskedForAgainAFewTimes() {
    answer = "{\"name\":{\"id\":3}}";

    assertThatThrownBy(() -> SchemaRegistration.id(registry, "s", "\"long\""))
        .hasMessageContaining("did not take subject s in 3 tries")
        .hasMessageContaining("an answer without an id");
    assertThat(requests).hasSize(3);
  }

  @Test
  void theBodyFollowsTheIdOfTheSchema() {
    var status = new io.plumbline.core.alert.ExperimentStatus("gate", 0, "HEALTHY", List.of(), "v");
    TopicMessage<io.plumbline.core.alert.ExperimentStatus> messages =
        TopicMessages.experimentStatus();
    byte[] message = messages.confluentAvro(status, 258);

    assertThat(message).startsWith(0, 0, 0, 1, 2).endsWith(messages.avro(status));
    assertThat(message).hasSize(5 + messages.avro(status).length);
  }
}
