package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrySchemasTest {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getRawPath();
          asked.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
          String answer = answers.get(path);
          int status = failures.getAndDecrement() > 0 ? 503 : answer == null ? 404 : 200;
          byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private RegistrySchemas registry(String... more) {
    Map<String, String> properties = new java.util.TreeMap<>();
    properties.put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return new RegistrySchemas(RegistryConfig.of(properties), Duration.ofMillis(1));
  }

  @Test
  void aSchemaIsAskedForOnce() throws Exception {
    answers.put("/schemas/ids/7", "{\"schema\":\"" + record("A", "") + "\"}");
    RegistrySchemas registry = registry("basic.auth.user.info", "a:b");

    Schema schema = registry.byId(7);

    assertThat(schema.getName()).isEqualTo("A");
    assertThat(registry.byId(7)).isSameAs(schema);
    assertThat(asked).containsExactly("/schemas/ids/7 Basic YTpi");
  }

  @Test
  void referencesAreFollowed() throws Exception {
    answers.put(
        "/schemas/ids/7",
        "{\"schema\":\""
            + record("A", "{\\\"name\\\":\\\"b\\\",\\\"type\\\":\\\"B\\\"}")
            + "\",\"references\":[{\"name\":\"B\",\"subject\":\"b b\",\"version\":2}]}");
    answers.put("/subjects/b+b/versions/2", "{\"schema\":\"" + record("B", "") + "\"}");

    assertThat(registry().byId(7).getField("b").schema().getName()).isEqualTo("B");
  }

  @Test
  void whatIsNoAvroRecordIsMalformedAndAskedForOnce() {
    answers.put("/schemas/ids/2", "{\"schema\":\"{}\",\"schemaType\":\"JSON\"}");
    answers.put("/schemas/ids/3", "{\"schema\":\"\\\"string\\\"\"}");
    answers.put("/schemas/ids/4", "{\"schema\":\"{]\"}");
    RegistrySchemas registry = registry();

    assertThatThrownBy(() -> registry.byId(1))
        .isInstanceOf(MalformedException.class)
        .hasMessage(
            "the message's schema 1 is not known to the registry; allowed: the id of an Avro"
                + " schema");
    assertThatThrownBy(() -> registry.byId(2))
        .hasMessage("the message's schema 2 is of type JSON; allowed: AVRO");
    assertThatThrownBy(() -> registry.byId(3))
        .hasMessage("the message's schema 3 is an Avro schema of type string; allowed: a record");
    assertThatThrownBy(() -> registry.byId(4)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(MalformedException.class);
    assertThat(asked).hasSize(4);
  }

  @Test
  void aRegistryThatIsDownIsAskedAgain() throws Exception {
    answers.put("/schemas/ids/7", "{\"schema\":\"" + record("A", "") + "\"}");
    failures.set(3);

    assertThat(registry().byId(7).getName()).isEqualTo("A");
    assertThat(asked).hasSize(4);
  }

  @Test
  void aRegistryThatStaysDownFailsTheCaller() {
    failures.set(1_000);

    assertThatThrownBy(() -> registry().byId(7))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not answer /schemas/ids/7 in 6 tries: status 503");
  }

  @Test
  void wrongKeysAreToldWithoutSecrets() {
    assertThatThrownBy(() -> RegistryConfig.of(Map.of("url", "http://r", "bassic.auth", "s3cret")))
        .hasMessageStartingWith("registry.bassic.auth is an unknown key; allowed: url, ")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> RegistryConfig.of(Map.of()))
        .hasMessageStartingWith("registry.url is missing");
    assertThatThrownBy(() -> RegistryConfig.of(Map.of("url", "r:80")))
        .hasMessageStartingWith("registry.url is r:80; allowed: http://");
    assertThatThrownBy(() -> RegistryConfig.of(Map.of("url", "http://r", "timeout.ms", "0")))
        .hasMessage("registry.timeout.ms is 0; allowed: 1 to 300000");
    assertThat(RegistryConfig.of(Map.of("url", "http://r", "bearer.auth.token", "s3cret")))
        .hasToString("RegistryConfig[http://r]");
  }

  private static String record(String name, String fields) {
    return "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\""
        + name
        + "\\\",\\\"fields\\\":["
        + fields
        + "]}";
  }
}
