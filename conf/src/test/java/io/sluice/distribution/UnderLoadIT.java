package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to traffic while operators reload and origins die. */
class UnderLoadIT {
  private static final int RELOADS = Integer.getInteger("sluice.reloads", 1000);
  private static final int IDLE_CONNECTIONS = Integer.getInteger("sluice.idle.connections", 10_000);

  @TempDir Path temp;
  private int port;
  private int adminPort;

  @BeforeEach
  void choosePorts() throws IOException {
    port = Ports.free();
    adminPort = Ports.free();
  }

  @Test
  void aThousandReloadsFailNoRequestAndLeaveNothingBehind() throws Exception {
    try (OriginProcess first = new OriginProcess();
        OriginProcess second = new OriginProcess()) {
      String one = config("one", "rewrite: { add_prefix: /v1 }", first.port(), second.port());
      String two =
          config(
              "two",
              "filters: [ { name: cors, config: { allow_origins: [\"*\"] } } ]",
              first.port());
      write(one);
      try (Run gateway = start();
          Load load = new Load(port, 8, 1)) {
        int settled = RELOADS / 4;
        reload(gateway, load, 0, settled, one, two);
        Footprint before = Footprint.of(gateway, adminPort);
        reload(gateway, load, settled, RELOADS, one, two);
        Footprint after = Footprint.of(gateway, adminPort);

        System.out.printf(
            "reloads: %d, requests meanwhile: %d, before: %s, after: %s%n",
            RELOADS, load.answered(), before, after);
        assertThat(load.failures()).isEmpty();
        assertThat(after.threads()).isLessThanOrEqualTo(before.threads());
        assertThat(after.heapBytes()).isLessThan(before.heapBytes() + (4 << 20));
        assertThat(after.directBytes()).isLessThan(before.directBytes() + (4 << 20));
      }
    }
  }

  private void reload(Run gateway, Load load, int from, int to, String one, String two)
      throws Exception {
    for (int i = from; i < to; i++) {
      write(i % 2 == 0 ? two : one);
      gateway.signal("HUP");
      gateway.awaitError("reloaded revision=" + (i + 2) + " ");
      load.awaitAnswers(1);
    }
  }

  @Test
  void anOriginKilledAndRestartedCostsNoRequest() throws Exception {
    try (OriginProcess stays = new OriginProcess();
        OriginProcess dies = new OriginProcess()) {
      write(config("only", "retry: {}", stays.port(), dies.port()));
      try (Run gateway = start();
          Load load = new Load(port, 16, 0)) {
        for (int round = 0; round < 3; round++) {
          load.awaitAnswers(1000);
          dies.kill();
          load.awaitAnswers(1000);
          dies.restart();
        }
        load.awaitAnswers(1000);

        System.out.printf("origin killed 3 times, requests: %d%n", load.answered());
        assertThat(gateway.isAlive()).isTrue();
        assertThat(load.failures()).isEmpty();
      }
    }
  }

  @Test
  void tenThousandIdleConnectionsAreKeptAndCostLittle() throws Exception {
    write(
        """
        listeners: [ { id: http, bind: 127.0.0.1:%d, timeouts: { idle: 10m } } ]
        admin: { bind: 127.0.0.1:%d }
        access_log: { off: true }
        routes: [ { id: all, direct_response: { body: here } } ]
        """
            .formatted(port, adminPort));
    List<Socket> sockets = new ArrayList<>();
    try (Run gateway = start()) {
      for (int i = 0; i < 100; i++) { // what is loaded once does not count
        sockets.add(used());
      }
      Footprint before = Footprint.of(gateway, adminPort);
      long residentBefore = residentBytes(gateway);
      for (int i = 0; i < IDLE_CONNECTIONS; i++) {
        sockets.add(used());
      }
      Footprint after = Footprint.of(gateway, adminPort);
      long resident = residentBytes(gateway) - residentBefore;
      long heap = (after.heapBytes() - before.heapBytes()) / IDLE_CONNECTIONS;
      long direct = (after.directBytes() - before.directBytes()) / IDLE_CONNECTIONS;

      System.out.printf(
          "idle connections: %d; bytes for each: heap %d, direct %d, resident %d%n",
          IDLE_CONNECTIONS, heap, direct, resident / IDLE_CONNECTIONS);
      assertThat(heap + direct).isLessThan(8 << 10);
      ask(sockets.get(sockets.size() / 2)); // and they are alive
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private Socket used() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    ask(socket);
    return socket;
  }

  private static void ask(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\nhere") < 0) {
      int b = socket.getInputStream().read();
      assertThat(b).as(answer.toString()).isNotNegative();
      answer.append((char) b);
    }
  }

  private static long residentBytes(Run gateway) throws IOException {
    Path status = Path.of("/proc", Long.toString(gateway.pid()), "status");
    if (!Files.exists(Path.of("/proc/self/status"))) {
      return 0; // not Linux; it is only printed
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IllegalStateException(status + ": no VmRSS");
  }

  private String config(String id, String more, int... origins) {
    StringBuilder targets = new StringBuilder();
    for (int origin : origins) {
      targets.append(" { address: \"127.0.0.1:").append(origin).append("\" },");
    }
    return """
        listeners: [ { id: http, bind: 127.0.0.1:%d } ]
        admin: { bind: 127.0.0.1:%d }
        access_log: { off: true }
        default_filters: [ { name: request_id } ]
        routes:
          - id: %s
            upstream: origins
            %s
        upstreams: [ { id: origins, targets: [%s ] } ]
        """
        .formatted(port, adminPort, id, more, targets);
  }

  private Run start() throws Exception {
    Run gateway =
        Launcher.built()
            .from(temp)
            .with("SLUICE_JAVA_OPTS", "-XX:+UseSerialGC -Xmx256m")
            .start("run", "--config", "gateway.yaml");
    gateway.awaitOutput("ready in");
    return gateway;
  }

  private void write(String config) throws IOException {
    Path next = temp.resolve("gateway.yaml.next");
    Files.writeString(next, config);
    Files.move(next, temp.resolve("gateway.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }
}
