package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunIT {
  @TempDir Path temp;
  private int port;
  private Client client;

  @BeforeEach
  void choosePort() throws IOException {
    port = Ports.free();
    client = new Client(port);
  }

  @Test
  void aTakenPortIsNamedAndIsThree() throws Exception {
    try (ServerSocket taken = Ports.taken()) {
      port = taken.getLocalPort();
      writeAnswer("one");

      Outcome outcome = Launcher.built().from(temp).run("run", "--config", "gateway.yaml");

      assertThat(outcome.code()).isEqualTo(3);
      assertThat(outcome.err())
          .contains("sluice: listeners[0].bind: 127.0.0.1:" + port + ": address already in use");
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void aTakenAdminPortIsNamedAndIsThree() throws Exception {
    try (ServerSocket taken = Ports.taken()) {
      writeText(
          """
          listeners: [ { id: http, bind: 127.0.0.1:%d } ]
          admin: { bind: 127.0.0.1:%d }
          """
              .formatted(port, taken.getLocalPort()));

      Outcome outcome = Launcher.built().from(temp).run("run", "--config", "gateway.yaml");

      assertThat(outcome.code()).isEqualTo(3);
      assertThat(outcome.err())
          .contains(
              "sluice: admin.bind: 127.0.0.1:" + taken.getLocalPort() + ": address already in use");
    }
  }

  @Test
  void aConfigWithErrorsIsOneAndAllAreSaid() throws Exception {
    writeText("listeners: []\nroutes: 7\n");

    Outcome outcome = Launcher.built().from(temp).run("run", "--config", "gateway.yaml");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("listeners: ").contains("routes: ");
  }

  @Test
  void hangupReloadsTheFileAndErrorsChangeNothing() throws Exception {
    writeAnswer("one");
    try (Run gateway = start()) {
      assertThat(client.get("/").body()).isEqualTo("one");

      writeAnswer("two");
      gateway.signal("HUP");
      awaitAnswer("two");

      writeText("routes: 7\n");
      gateway.signal("HUP");
      gateway.awaitError("the running config stays");
      assertThat(client.get("/").body()).isEqualTo("two");

      Files.delete(temp.resolve("gateway.yaml"));
      gateway.signal("HUP");
      gateway.awaitError("GatewayProcess: gateway.yaml: no such file"); // named once

      writeAnswer("three");
      gateway.signal("HUP");
      awaitAnswer("three");
      stop(gateway);
    }
  }

  @Test
  void hangupMovesTheAdminListenerOrChangesNothing() throws Exception {
    int first = Ports.free();
    int second = Ports.free();
    writeAnswer("one", first);
    try (Run gateway = start();
        ServerSocket taken = Ports.taken()) {
      writeAnswer("two", taken.getLocalPort());
      gateway.signal("HUP");
      gateway.awaitError(
          "the running config stays: admin.bind: 127.0.0.1:"
              + taken.getLocalPort()
              + ": address already in use");
      assertThat(client.get("/").body()).isEqualTo("one");
      assertThat(new Client(first).get("/health/ready").statusCode()).isEqualTo(200);

      writeAnswer("three", second);
      gateway.signal("HUP");
      gateway.awaitError("reloaded revision=2 routes=1 upstreams=0 millis=");
      assertThat(new Client(second).get("/health/ready").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> new Client(first).get("/health/ready"))
          .isInstanceOf(ConnectException.class);
      stop(gateway);
    }
  }

  @Test
  void theLogSaysTheFactsOfEachChangeAsKeysAndValues() throws Exception {
    writeAnswer("one");
    try (Run gateway = start()) {
      gateway.signal("TERM");
      assertThat(gateway.outcome().err().lines().filter(line -> line.contains(" Gateway: ")))
          .map(line -> line.substring(line.indexOf("Gateway:")))
          .satisfiesExactly(
              ready ->
                  assertThat(ready)
                      .matches(
                          "Gateway: ready workers=\\d+ transport=\\w+ routes=1 upstreams=0"
                              + " millis=\\d+"),
              draining -> assertThat(draining).isEqualTo("Gateway: draining seconds_at_most=30"),
              drained -> assertThat(drained).isEqualTo("Gateway: drained"));
    }
  }

  @Test
  void terminationLetsRequestsInFlightFinish() throws Exception {
    try (SlowServer origin = new SlowServer()) {
      writeText(
          """
          listeners: [ { id: http, bind: 127.0.0.1:%d } ]
          admin: { bind: 127.0.0.1:0 }
          routes: [ { id: slow, upstream: slow } ]
          upstreams: [ { id: slow, targets: [ { address: "127.0.0.1:%d" } ] } ]
          """
              .formatted(port, origin.port()));
      try (Run gateway = start()) {
        CompletableFuture<HttpResponse<String>> answer = client.getLater("/");
        origin.awaitRequest();

        gateway.signal("TERM");
        awaitRefusal();
        assertThat(gateway.isAlive()).isTrue();
        origin.answer("late but whole");

        assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("late but whole");
        assertThat(gateway.outcome().code()).isZero();
      }
    }
  }

  @Test
  void aSecondInterruptDoesNotWait() throws Exception {
    try (SlowServer origin = new SlowServer()) {
      writeText(
          """
          listeners: [ { id: http, bind: 127.0.0.1:%d } ]
          admin: { bind: 127.0.0.1:0 }
          routes: [ { id: slow, upstream: slow } ]
          upstreams: [ { id: slow, targets: [ { address: "127.0.0.1:%d" } ] } ]
          """
              .formatted(port, origin.port()));
      try (Run gateway = start()) {
        CompletableFuture<HttpResponse<String>> answer = client.getLater("/");
        origin.awaitRequest();
        gateway.signal("INT");
        awaitRefusal();

        gateway.signal("INT");

        Outcome outcome = gateway.outcome();
        assertThat(outcome.code()).isEqualTo(130);
        assertThat(outcome.err()).contains("a second signal: ending at once");
        assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
            .hasCauseInstanceOf(IOException.class);
      }
    }
  }

  private Run start() throws Exception {
    Run gateway = Launcher.built().from(temp).start("run", "--config", "gateway.yaml");
    gateway.awaitOutput("ready in");
    return gateway;
  }

  private static void stop(Run gateway) throws Exception {
    gateway.signal("TERM");
    assertThat(gateway.outcome().code()).isZero();
  }

  private void awaitAnswer(String body) throws Exception {
    String last = "";
    for (int i = 0; i < 500 && !last.equals(body); i++) {
      last = client.get("/").body();
      Thread.sleep(10);
    }
    assertThat(last).isEqualTo(body);
  }

  /** Waits until no new connection is accepted. */
  private void awaitRefusal() throws Exception {
    for (int i = 0; i < 1000; i++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
      } catch (IOException e) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("still accepts connections");
  }

  private void writeAnswer(String body) throws IOException {
    writeAnswer(body, 0);
  }

  private void writeAnswer(String body, int adminPort) throws IOException {
    writeText(
        """
        listeners: [ { id: http, bind: 127.0.0.1:%d } ]
        admin: { bind: 127.0.0.1:%d }
        routes: [ { id: only, direct_response: { body: "%s" } } ]
        """
            .formatted(port, adminPort, body));
  }

  private void writeText(String yaml) throws IOException {
    Files.writeString(temp.resolve("gateway.yaml"), yaml);
  }
}
