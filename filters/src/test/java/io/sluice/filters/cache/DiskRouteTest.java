package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route whose responses are kept on the disk too. */
class DiskRouteTest {
  private static final String BODY = "x".repeat(200_000);

  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) -> connection.answer(200, "Cache-Control: max-age=60\r\n", BODY));
  @TempDir private Path directory;
  private TestGateway gateway;

  /**
   * @param memory 208 KiB: one body may be in use, and none can be kept
   */
  private void start(String memory) {
    gateway =
        TestGateway.of(
                """
                cache:
                  memory: { size: "${memory}" }
                  disk: { path: "${path}", size: 16MiB }
                routes:
                  - id: all
                    upstream: origin
                    filters: [ { name: cache, config: { tiers: [memory, disk] } } ]
                upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
                """)
            .variable("path", directory.toString())
            .variable("memory", memory)
            .origins(origin)
            .start();
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private RawClient ask(String target) {
    return ask("GET", target, "");
  }

  private RawClient ask(String method, String target, String fields) {
    return gateway
        .connect()
        .send(method + " " + target + " HTTP/1.1\r\nHost: a.example\r\n" + fields + "\r\n");
  }

  private boolean isOnDisk(int entries) {
    return gateway.metric("sluice_cache_disk_entries{path=\"" + directory + "\"}") == entries;
  }

  private double hits() {
    return gateway.metric(
        "sluice_cache_requests_total{outcome=\"hit\",route=\"all\",tier=\"disk\"}");
  }

  /** Until the disk has looked what it holds it takes nothing. */
  private void store(String target, int entries) {
    Await.until(
        "it is on the disk", () -> ask(target).read().text().equals(BODY) && isOnDisk(entries));
  }

  private void restart(int entries) {
    gateway.close();
    start("2MiB");
    Await.until("the disk is known", () -> isOnDisk(entries));
  }

  @Test
  void aRestartIsWarm() {
    start("208KiB");
    store("/warm", 1);
    int asked = origin.requests().size();
    restart(1);
    RawResponse response = ask("/warm").read();
    assertThat(response.text()).isEqualTo(BODY);
    assertThat(response.header("cache-status")).startsWith("sluice; hit; ttl=");
    assertThat(hits()).isEqualTo(1);
    assertThat(origin.requests()).hasSize(asked);
  }

  /** Memory has no room to keep it, so that nothing else holds what they read. */
  @Test
  void manyAtOnceGetWhatIsFoundThere() {
    start("208KiB");
    store("/one", 1);
    for (int round = 0; round < 10; round++) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(ask("/one"));
      }
      assertThat(clients).allSatisfy(each -> assertThat(each.read().text()).isEqualTo(BODY));
    }
    assertThat(hits()).isPositive();
  }

  @Test
  void partsHeadsAndWhatMustBeStoredAreFoundThereToo() {
    start("208KiB");
    store("/part", 1);
    store("/head", 2);
    store("/cached", 3);
    int asked = origin.requests().size();
    restart(3);

    RawResponse part = ask("GET", "/part", "Range: bytes=0-9\r\n").read();
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo(BODY.substring(0, 10));
    RawResponse head = ask("HEAD", "/head", "").readToHead();
    assertThat(head.header("cache-status")).startsWith("sluice; hit; ttl=");
    String only = "Cache-Control: only-if-cached\r\n";
    assertThat(ask("GET", "/cached", only).read().text()).isEqualTo(BODY);
    assertThat(ask("GET", "/none", only).read().problem()).isEqualTo("only_if_cached");
    assertThat(hits()).isEqualTo(3);
    assertThat(origin.requests()).hasSize(asked);

    RawResponse other = ask("GET", "/none", "Range: bytes=0-9\r\n").read();
    assertThat(other.header("cache-status"))
        .isEqualTo("sluice; fwd=uri-miss; fwd-status=200; detail=range");
    assertThat(origin.requests()).hasSize(asked + 1);
  }
}
