package io.sluice.gateway.health;

import static io.sluice.gateway.health.Checks.LONG;
import static io.sluice.gateway.health.Checks.SHORT;
import static io.sluice.gateway.health.Checks.check;
import static io.sluice.gateway.health.Checks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.sluice.gateway.health.Checks.Sockets;
import io.sluice.gateway.health.Checks.Told;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.group.ProbeResult;
import io.sluice.loadbalancer.group.Prober;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all checks have in common: every way that one ends tells one result, and leaves nothing. */
class ProbeTest {

  static List<Sockets> sockets() {
    return Sockets.all();
  }

  private static List<Prober<Endpoint>> both(Checks checks) {
    return List.of(checks.http(), checks.tcp(LONG));
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void anOpenPortIsEnoughForTcp(Sockets sockets) {
    try (StubOrigin origin = StubOrigin.answering(500, "");
        Checks checks = new Checks(sockets)) {
      assertThat(check(checks.tcp(LONG), endpoint(origin.port())))
          .isEqualTo(new ProbeResult(true, "connected"));
      Prober<Endpoint> elsewhere =
          new TcpProber<>(checks.sockets(), new TcpProbeOptions(origin.port(), LONG));
      assertThat(check(elsewhere, endpoint("loopback", 1)).passed()).isTrue();
      Await.until("both are closed", () -> origin.openConnections() == 0);
      assertThat(origin.requests()).isEmpty();
      assertThat(origin.violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void aClosedPortRefuses(Sockets sockets) {
    try (StubOrigin origin = StubOrigin.answering(200, "");
        Checks checks = new Checks(sockets)) {
      origin.kill();
      for (Prober<Endpoint> prober : both(checks)) {
        assertThat(check(prober, endpoint(origin.port())))
            .isEqualTo(new ProbeResult(false, "Connection refused"));
      }
      origin.restart();
      for (Prober<Endpoint> prober : both(checks)) {
        assertThat(check(prober, endpoint(origin.port())).passed()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void silentEndpointsTakeABoundedNumberOfSockets(Sockets sockets) {
    try (StubOrigin origin = StubOrigin.start((request, connection) -> {});
        Checks checks = new Checks(sockets)) {
      Prober<Endpoint> prober = new HttpProber<>(checks.sockets(3), Checks.get(SHORT));
      Told told = new Told();
      for (int i = 0; i < 9; i++) {
        prober.probe(endpoint(origin.port()), told);
      }
      prober.probe(endpoint("nobody", 1), told); // gives its turn back too
      int most = 0;
      while (told.results().size() < 10) {
        most = Math.max(most, origin.openConnections());
        Thread.onSpinWait();
      }
      // The origin sees a socket that was closed a moment longer, beside the one that followed it.
      assertThat(most).isBetween(1, 6);
      assertThat(told.results()).hasSize(10).noneMatch(ProbeResult::passed);
      origin.answer((request, connection) -> connection.answer(200, ""));
      assertThat(check(prober, endpoint(origin.port())).passed()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void whoWaitsForATurnIsToldWhenTheLoopsEnd(Sockets sockets) {
    Told told = new Told();
    try (StubOrigin origin = StubOrigin.start((request, connection) -> {})) {
      try (Checks checks = new Checks(sockets)) {
        Prober<Endpoint> prober = new HttpProber<>(checks.sockets(1), Checks.get(LONG));
        for (int i = 0; i < 5; i++) {
          prober.probe(endpoint(origin.port()), told);
        }
        Await.until("one is on its way", () -> origin.openConnections() == 1);
      }
      Await.until("all are told", () -> told.results().size() == 5);
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void aResetIsCalledSo(Sockets sockets) {
    try (StubOrigin origin = StubOrigin.start((request, connection) -> connection.reset());
        Checks checks = new Checks(sockets)) {
      assertThat(check(checks.http(), endpoint(origin.port())))
          .isEqualTo(new ProbeResult(false, "Connection reset"));
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void anUnknownNameFails(Sockets sockets) {
    try (Checks checks = new Checks(sockets)) {
      for (Prober<Endpoint> prober : both(checks)) {
        for (String name : List.of("nobody", "late")) {
          assertThat(check(prober, endpoint(name, 1)))
              .isEqualTo(new ProbeResult(false, "unknown host"));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void theTimeCoversTheLookUp(Sockets sockets) {
    try (Checks checks = new Checks(sockets)) {
      for (Prober<Endpoint> prober : List.of(checks.http(Checks.get(SHORT)), checks.tcp(SHORT))) {
        assertThat(check(prober, endpoint("silent", 1)))
            .isEqualTo(new ProbeResult(false, "no connection within 250 ms"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void noSocketLeftSaysNothingOfTheEndpoint(Sockets sockets) {
    try (Checks checks = new Checks(sockets)) {
      ProbeSockets none =
          checks.sockets(
              () -> {
                throw new ChannelException(new IOException("Too many open files"));
              });
      assertThat(check(new TcpProber<>(none, new TcpProbeOptions(0, LONG)), endpoint(1)))
          .isEqualTo(ProbeResult.NO_SOCKET);
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void manyAtOnceEachTellOnce(Sockets sockets) {
    try (StubOrigin origin =
            StubOrigin.start(
                (request, connection) -> {
                  if (request.connection() % 3 == 0) {
                    connection.pause(2 * SHORT.toMillis());
                  }
                  connection.answer(request.connection() % 3 == 1 ? 200 : 503, "");
                });
        Checks checks = new Checks(sockets)) {
      Prober<Endpoint> prober = checks.http(Checks.get(LONG));
      Prober<Endpoint> hasty = checks.http(Checks.get(SHORT));
      List<Told> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Told told = new Told();
        all.add(told);
        (i % 2 == 0 ? prober : hasty).probe(endpoint(origin.port()), told);
      }
      all.forEach(Told::first);
      Await.until("all are closed", () -> origin.openConnections() == 0);
      assertThat(all).allSatisfy(told -> assertThat(told.results()).hasSize(1));
      assertThat(all).extracting(told -> told.first().passed()).contains(true, false);
    }
  }

  // ---- the end of the loops

  @ParameterizedTest
  @MethodSource("sockets")
  void loopsThatHaveEndedFail(Sockets sockets) {
    Checks checks = new Checks(sockets);
    List<Prober<Endpoint>> probers = both(checks);
    checks.close();
    for (Prober<Endpoint> prober : probers) {
      assertThat(check(prober, endpoint(1)))
          .isEqualTo(new ProbeResult(false, "the event loop has ended"));
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void loopsThatEndTakeTheirChecksWithThem(Sockets sockets) {
    try (StubOrigin origin = StubOrigin.start((request, connection) -> connection.awaitEnd())) {
      Checks checks = new Checks(sockets);
      Told waiting = new Told();
      checks.http().probe(endpoint(origin.port()), waiting);
      origin.takeRequest();
      Told looking = new Told();
      checks.http().probe(endpoint("silent", 1), looking);
      checks.close();
      for (Told told : List.of(waiting, looking)) {
        assertThat(told.first()).isEqualTo(new ProbeResult(false, "the event loop has ended"));
        assertThat(told.results()).hasSize(1);
      }
    }
  }

  /** Whenever they end, before, while or after it is made. */
  @ParameterizedTest
  @MethodSource("sockets")
  void checksBegunWhileTheLoopsEndTellOnce(Sockets sockets) {
    try (StubOrigin origin = StubOrigin.start((request, connection) -> connection.awaitEnd())) {
      for (int round = 0; round < 10; round++) {
        Checks checks = new Checks(sockets);
        Prober<Endpoint> prober = checks.http();
        List<Told> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          if (i == round) {
            checks.loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
          }
          Told told = new Told();
          all.add(told);
          prober.probe(endpoint(origin.port()), told);
        }
        checks.close();
        for (Told told : all) {
          assertThat(told.first()).isEqualTo(new ProbeResult(false, "the event loop has ended"));
          assertThat(told.results()).hasSize(1);
        }
      }
    }
  }

  // ---- mistakes of ours

  @ParameterizedTest
  @MethodSource("sockets")
  void aListenerThatThrowsHarmsNobody(Sockets sockets) {
    try (StubOrigin origin = StubOrigin.answering(200, "");
        Checks checks = new Checks(sockets)) {
      Told told = new Told();
      checks
          .http()
          .probe(
              endpoint(origin.port()),
              result -> {
                told.accept(result);
                throw new IllegalStateException("a mistake");
              });
      assertThat(told.first().passed()).isTrue();
      Await.until("it is closed all the same", () -> origin.openConnections() == 0);
      assertThat(told.results()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void aRuleThatThrowsFailsTheCheck(Sockets sockets) {
    HttpProbeOptions options =
        new HttpProbeOptions(
            "GET",
            "/",
            null,
            status -> {
              throw new IllegalStateException("a mistake");
            },
            0,
            LONG);
    try (StubOrigin origin = StubOrigin.answering(200, "");
        Checks checks = new Checks(sockets)) {
      assertThat(check(checks.http(options), endpoint(origin.port())))
          .isEqualTo(new ProbeResult(false, "IllegalStateException: a mistake"));
      Await.until("it is closed", () -> origin.openConnections() == 0);
    }
  }
}
