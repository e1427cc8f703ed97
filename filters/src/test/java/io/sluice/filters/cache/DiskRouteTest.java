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
import org.junit.jupiter.api.BeforeEach;
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

  @BeforeEach
  void start() {
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
            .variable("memory", "208KiB") // one may be in use, none can be kept
            .origins(origin)
            .start();
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private RawClient ask(String target) {
    return gateway.connect().send("GET " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n");
  }

  private boolean isOnDisk(int entries) {
    return gateway.metric("sluice_cache_disk_entries{path=\"" + directory + "\"}") == entries;
  }

  private double hits() {
    return gateway.metric(
        "sluice_cache_requests_total{outcome=\"hit\",route=\"all\",tier=\"disk\"}");
  }

  /** Until the disk has looked what it holds it takes nothing. */
  private void store(String target) {
    Await.until(
        "it is on the disk",
        () -> ask(target).read().text().equals(BODY) && (isOnDisk(1) || isOnDisk(2)));
  }

  @Test
  void aRestartIsWarm() {
    store("/warm");
    int asked = origin.requests().size();
    gateway.close();
    start();
    Await.until("the disk is known", () -> isOnDisk(1));
    RawResponse response = ask("/warm").read();
    assertThat(response.text()).isEqualTo(BODY);
    assertThat(response.header("cache-status")).startsWith("sluice; hit; ttl=");
    assertThat(hits()).isEqualTo(1);
    assertThat(origin.requests()).hasSize(asked);
  }

  /** Memory has no room to keep it, so that nothing else holds what they read. */
  @Test
  void manyAtOnceGetWhatIsFoundThere() {
    store("/one");
    for (int round = 0; round < 10; round++) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(ask("/one"));
      }
      assertThat(clients).allSatisfy(each -> assertThat(each.read().text()).isEqualTo(BODY));
    }
    assertThat(hits()).isPositive();
  }
}
