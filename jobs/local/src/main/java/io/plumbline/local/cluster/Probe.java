package io.plumbline.local.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Questions to a port of this machine; whatever goes wrong is a no. */
final class Probe {
  private static final int LIMIT_MS = 2_000;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(LIMIT_MS)).build();

  private Probe() {}

  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(LocalCluster.HOST, port), LIMIT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the answer to a text, up to its end, has the words. */
  static boolean says(int port, String question, String words) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(LocalCluster.HOST, port), LIMIT_MS);
      socket.setSoTimeout(LIMIT_MS);
      socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          .contains(words);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a GET gives 200. */
  static boolean answers(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMillis(LIMIT_MS)).build();
    try {
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
