package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.BindFailure;
import io.sluice.gateway.service.GatewayService.Change;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reload that changes {@code admin.bind}. */
class AdminMoveTest {
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String METRICS = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final FakeGateway gateway = new FakeGateway();
  private AdminServer server;
  private InetSocketAddress old;

  @BeforeEach
  void start() throws IOException {
    server = AdminServer.start(gateway, AdminLimits.DEFAULTS, gateway.compiled);
    old = server.address();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void servesAtTheNewAddressAndNoLongerAtTheOld() throws Exception {
    try (Wire idle = new Wire(old)) {
      idle.send(LIVE).readThrough("\"ok\"}\n");
      server.prepare(free()).commit();

      assertThat(idle.readAll()).isEmpty();
      awaitRefusal(old);
      assertThat(server.address()).isNotEqualTo(old);
      assertThat(gateway.adminAddress()).isEqualTo(server.address());
      assertServes(server.address());
    }
  }

  /** The JDK gives a socket back only when its selector has been through once more. */
  private static void awaitRefusal(InetSocketAddress address) throws Exception {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5)) {
      try {
        new Wire(address).close();
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (ConnectException e) {
        return;
      }
    }
    throw new AssertionError(address + " still takes connections after 5 s");
  }

  @Test
  void anAnswerThatIsBeingMadeIsStillGiven() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    gateway.metrics =
        () -> {
          asked.countDown();
          go.await();
          return "up 1\n";
        };
    try (Wire busy = new Wire(old)) {
      busy.send(METRICS);
      asked.await();
      server.prepare(free()).commit();
      assertServes(server.address());

      go.countDown();
      assertThat(busy.readAll()).contains("connection: close").endsWith("up 1\n");
    }
  }

  @Test
  void aTakenAddressIsNamedAndChangesNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      assertThatThrownBy(() -> server.prepare(address))
          .isInstanceOf(BindFailure.class)
          .hasMessage(
              "admin.bind: 127.0.0.1:%d: address already in use".formatted(address.getPort()));
    }
    assertThat(server.address()).isEqualTo(old);
    assertServes(old);
  }

  @Test
  void whatIsAbandonedChangesNothing() throws Exception {
    InetSocketAddress next = free();
    server.prepare(next).abandon();

    assertThat(gateway.adminAddress()).isEqualTo(old);
    assertServes(old);
    awaitRefusal(next);
  }

  @Test
  void theSameAddressIsNoChange() throws Exception {
    assertThat(server.prepare(ANY)).isSameAs(Change.NONE); // the port that was chosen stays
    assertThat(server.prepare(old)).isSameAs(Change.NONE);
  }

  private static InetSocketAddress free() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) probe.getLocalSocketAddress();
    }
  }

  private static void assertServes(InetSocketAddress address) throws IOException {
    try (Wire wire = new Wire(address)) {
      assertThat(wire.send(LIVE).readThrough("\"ok\"}\n")).startsWith("HTTP/1.1 200 ");
    }
  }
}
