package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/configuration.md says that can go by the consumer does. */
class ConsumerPageTest {
  private static final String HEADING = "### What can go by the consumer\n";
  private static final String ANN = "k-b4Zq1Vt0mYf8xW2c";
  private static final String BOB = "k-r0Lk7PzuN3gT5hQe";

  @TempDir Path folder;

  private final List<StubOrigin> origins =
      Stream.generate(() -> StubOrigin.answering(200, "ok")).limit(3).toList();
  private TestGateway gateway;
  private RawClient client;

  private static String section() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "configuration.md"));
    String from = page.substring(page.indexOf(HEADING));
    return from.substring(0, from.indexOf("\n## "));
  }

  @BeforeEach
  void start() throws IOException {
    String config =
        Example.of(section())
            .config()
            .replace("127.0.0.1:9001", "${origin}")
            .replace("127.0.0.1:9002", "${origin2}")
            .replace("127.0.0.1:9003", "${origin3}")
            .replace("access_log: {", "access_log: { path: \"" + log() + "\",");
    gateway = TestGateway.start(config, origins.toArray(new StubOrigin[0]));
    client = gateway.connect();
  }

  @AfterEach
  void close() {
    gateway.close();
    origins.forEach(StubOrigin::close);
  }

  private Path log() {
    return folder.resolve("access.log");
  }

  private RawResponse get(String path, String key) {
    return client
        .send("GET " + path + " HTTP/1.1\r\nHost: a\r\nX-Api-Key: " + key + "\r\n\r\n")
        .read();
  }

  private List<ReceivedRequest> received() {
    return origins.stream().flatMap(origin -> origin.requests().stream()).toList();
  }

  /** How many of the origins have got something. */
  private long reached() {
    return origins.stream().filter(origin -> !origin.requests().isEmpty()).count();
  }

  @Test
  void eachConsumerHasALimitOfItsOwn() {
    for (int i = 0; i < 2; i++) {
      assertThat(get("/orders", ANN).status()).isEqualTo(200);
    }
    assertThat(get("/orders", ANN).status()).isEqualTo(429);
    assertThat(get("/orders", BOB).status()).isEqualTo(200);
  }

  @Test
  void theOriginIsToldWhoCallsInPathAndField() {
    assertThat(get("/orders/7", ANN).status()).isEqualTo(200);
    assertThat(received())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.target()).isEqualTo("/of/ann/orders/7");
              assertThat(request.headers().all("x-user")).containsExactly("ann");
            });
  }

  @Test
  void aConsumerStaysOnOneSideAndAtOneTarget() {
    for (int i = 0; i < 30; i++) {
      assertThat(get("/shop/" + i, ANN).status()).isEqualTo(200);
    }
    assertThat(reached()).isEqualTo(1);
  }

  @Test
  void theAccessLogNamesIt() {
    get("/shop", BOB);
    Await.until("it is logged", () -> Files.exists(log()) && logged().endsWith("\n"));
    assertThat(logged()).isEqualTo("bob \"GET /shop\" 200\n");
  }

  private String logged() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
