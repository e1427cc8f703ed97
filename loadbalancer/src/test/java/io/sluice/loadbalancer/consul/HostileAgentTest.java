package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.loadbalancer.consul.ConsulFailure.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that no agent sends: whatever listens there must cost neither memory nor a thread. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileAgentTest {
  private static final ServiceQuery USERS = new ServiceQuery("users");

  private final ServerSocket server;

  HostileAgentTest() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** What to do with a connection once the request has begun to come. */
  private interface Script {
    void play(OutputStream out) throws IOException, InterruptedException;
  }

  private ConsulFailure failure(Script script, int readMillis) {
    Thread agent =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                socket.getInputStream().read();
                script.play(socket.getOutputStream());
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException | InterruptedException e) {
                // the client has seen enough
              }
            });
    agent.setDaemon(true);
    agent.start();
    URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());
    try (AgentHealth health = new AgentHealth(new ConsulOptions(address), readMillis)) {
      return catchThrowableOfType(
          ConsulFailure.class, () -> health.question(USERS, 0, 0, true).ask());
    }
  }

  private static byte[] head(String fields) {
    return ("HTTP/1.1 200 OK\r\nX-Consul-Index: 5\r\n" + fields + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aLengthThatIsOnlyPromisedTakesNoMemory() {
    ConsulFailure failure =
        failure(out -> out.write(head("Content-Length: " + (Integer.MAX_VALUE - 8))), 5000);
    assertThat(failure.kind).isEqualTo(Kind.NOT_CONSUL);
    assertThat(failure).hasMessageContaining("more than " + AgentHttp.MOST_BYTES + " bytes");
  }

  @Test
  void chunksWithoutEndAreRefused() {
    byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    ConsulFailure failure =
        failure(
            out -> {
              out.write(head("Transfer-Encoding: chunked"));
              while (true) {
                out.write(chunk);
              }
            },
            5000);
    assertThat(failure.kind).isEqualTo(Kind.NOT_CONSUL);
  }

  @Test
  void anAnswerThatTricklesIsGivenUp() {
    ConsulFailure failure =
        failure(
            out -> {
              out.write(head("Content-Length: 100000"));
              for (int i = 0; i < 400; i++) { // never silent for as long as one read may take
                out.write(' ');
                Thread.sleep(50);
              }
            },
            500);
    assertThat(failure.kind).isEqualTo(Kind.SLOW);
    assertThat(failure).hasMessageEndingWith("no answer in time");
  }
}
