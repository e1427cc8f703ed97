package io.sluice.filters.forwardauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway in front of an origin, with a service that decides who may pass. */
abstract class WithService {
  static final String ALICE = "Authorization: Bearer alice\r\n";

  @TempDir Path folder;

  final ManualTicker clock = new ManualTicker();
  final StubOrigin origin = StubOrigin.answering(200, "ok");
  final StubOrigin service = StubOrigin.answering(200, "yes");
  private @Nullable TestGateway gateway;

  private Path log() {
    return folder.resolve("access.log");
  }

  /** The access log, once a line is written. */
  String logged() {
    Await.until("it is logged", () -> read().endsWith("\n"));
    return read();
  }

  private String read() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever a test makes of the clock, its client stays. */
  private static final String PATIENT =
      "listeners: [ { id: http, bind: \"127.0.0.1:0\", timeouts: { idle: 1h } } ]";

  /** Starts it with options of {@code forward_auth} beside its upstream. */
  RawClient start(String options) {
    return startWith("{ name: forward_auth, config: { upstream: auth, " + options + " } }", "");
  }

  RawClient startWith(String filters, String more) {
    String yaml =
        """
        overload: { max_event_loop_lag: 0s } # the clock leaps
        access_log: { path: "%s", format: "{status} {reason} {consumer} [{story}]" }
        %s
        %s
        routes:
          - id: test
            upstream: main
            retry: { attempts: 0 }
            filters: [ %s ]
        upstreams:
          - { id: main, targets: [ { address: "${origin}" } ] }
          - id: auth
            targets: [ { address: "${origin2}" } ]
            outlier_detection: { consecutive_5xx: 0, consecutive_connect_failures: 0 }
        """
            .formatted(log(), more, more.contains("listeners:") ? "" : PATIENT, filters);
    TestGateway started = TestGateway.of(yaml).origins(origin, service).clock(clock).start();
    gateway = started;
    return started.connect();
  }

  TestGateway gateway() {
    if (gateway == null) {
      throw new AssertionError("not started");
    }
    return gateway;
  }

  double count(String outcome) {
    return gateway()
        .metric("sluice_forward_auth_total{outcome=\"" + outcome + "\",route=\"test\"}");
  }

  static RawResponse get(RawClient client, String target, String fields) {
    return client
        .send("GET " + target + " HTTP/1.1\r\nHost: api.example:8080\r\n" + fields + "\r\n")
        .read();
  }

  @AfterEach
  void close() {
    if (gateway != null) {
      gateway.close();
    }
    origin.close();
    service.close();
    assertThat(origin.violations()).isEmpty();
    assertThat(service.violations()).isEmpty();
  }
}
