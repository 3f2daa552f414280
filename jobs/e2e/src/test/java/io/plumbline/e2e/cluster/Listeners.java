package io.plumbline.e2e.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The TCP sockets at which a process of this machine listens, as Linux tells it. */
final class Listeners {
  private static final String LISTENING = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private Listeners() {}

  /** Where somebody listens. */
  record Listener(InetAddress address, int port) {}

  static List<Listener> of(long pid) throws IOException {
    Map<String, Listener> all = new HashMap<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path file = Path.of("/proc/net", table);
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          String[] columns = line.strip().split("\\s+");
          if (columns.length > INODE && columns[STATE].equals(LISTENING)) {
            all.put("socket:[" + columns[INODE] + "]", listener(columns[ADDRESS]));
          }
        }
      }
    }
    List<Listener> found = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : open) {
        try {
          Listener listener = all.get(Files.readSymbolicLink(file).toString());
          if (listener != null) {
            found.add(listener);
          }
        } catch (NoSuchFileException e) {
          // Closed since it was listed.
        }
      }
    }
    return found;
  }

  /** Whether somebody accepts connections at a port of the loopback interface. */
  static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The address in words of four bytes, the lowest byte first, as the kernel prints them. */
  private static Listener listener(String text) throws IOException {
    String[] parts = text.split(":");
    byte[] bytes = new byte[parts[0].length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int from = 2 * (i / 4 * 4 + 3 - i % 4);
      bytes[i] = (byte) Integer.parseInt(parts[0].substring(from, from + 2), 16);
    }
    return new Listener(InetAddress.getByAddress(bytes), Integer.parseInt(parts[1], 16));
  }
}
