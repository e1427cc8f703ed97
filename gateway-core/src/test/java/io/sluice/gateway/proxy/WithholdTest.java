package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter keeps a request from the origin, and those behind it have their say all the same. */
class WithholdTest {
  private static final String YAML =
      """
      routes:
        - id: all
          upstream: origin
          filters: [ { name: front }, { name: keeps }, { name: behind } ]
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;
  private static final GatewayError WHY = GatewayError.gateway(503, "breaker_open");

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private Step keeps = exchange -> exchange.withhold(WHY);
  private Step behind = exchange -> {};
  private Verdict verdict = Verdict.CONTINUE; // of the one behind
  private final TestGateway gateway =
      TestGateway.of(YAML)
          .origins(origin)
          .filter(FixedFilter.of("front", new Noting("front", exchange -> {})))
          .filter(FixedFilter.of("keeps", new Noting("keeps", exchange -> keeps.on(exchange))))
          .filter(FixedFilter.of("behind", new Noting("behind", exchange -> behind.on(exchange))))
          .start();

  private interface Step {
    void on(Exchange exchange);
  }

  private class Noting implements Filter {
    private final String name;
    private final Step step;

    Noting(String name, Step step) {
      this.name = name;
      this.step = step;
    }

    @Override
    public Verdict onRequest(Exchange exchange) {
      calls.add(name + " request");
      step.on(exchange);
      return name.equals("behind") ? verdict : Verdict.CONTINUE;
    }

    @Override
    public Verdict onResponse(Exchange exchange) {
      calls.add(name + " response " + exchange.status());
      return Verdict.CONTINUE;
    }
  }

  @AfterEach
  void close() {
    assertThat(origin.requests()).isEmpty();
    gateway.close();
    origin.close();
  }

  private static void assertWithheld(RawResponse answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.problem()).isEqualTo("breaker_open");
    assertThat(answer.header("retry-after")).isEqualTo("1");
  }

  @Test
  void everyFilterSeesTheRequestAndTheAnswer() {
    assertWithheld(gateway.connect().get("/").read());
    assertThat(calls)
        .containsExactly(
            "front request",
            "keeps request",
            "behind request",
            "behind response 503",
            "keeps response 503",
            "front response 503");
  }

  @Test
  void aFilterBehindMayRefuseFirst() {
    behind = exchange -> exchange.fail(GatewayError.gateway(401, "no_credentials"));
    verdict = Verdict.DONE;
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("no_credentials");
    assertThat(calls).endsWith("behind request", "keeps response 401", "front response 401");
  }

  @Test
  void aFilterBehindMayAnswerItself() {
    behind = exchange -> exchange.reply(200, null, Unpooled.EMPTY_BUFFER);
    verdict = Verdict.DONE;
    assertThat(gateway.connect().get("/").read().status()).isEqualTo(200);
  }

  @Test
  void aPauseBehindDoesNotForgetIt() {
    behind = exchange -> exchange.executor().execute(exchange::resume);
    verdict = Verdict.PAUSE;
    assertWithheld(gateway.connect().get("/").read());
  }

  @Test
  void theFirstReasonCounts() {
    behind = exchange -> exchange.withhold(GatewayError.gateway(500, "another"));
    assertWithheld(gateway.connect().get("/").read());
  }

  @Test
  void aRetryAfterThatTheFilterHasSetStands() {
    keeps =
        exchange -> {
          exchange.responseHeaders().set("retry-after", "30");
          exchange.withhold(WHY);
        };
    assertThat(gateway.connect().get("/").read().header("retry-after")).isEqualTo("30");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
      })
  void theBodyIsReadAndTheConnectionGoesOn(String upload) {
    RawClient client = gateway.connect();
    for (int i = 0; i < 3; i++) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\n" + upload);
      assertWithheld(client.read());
    }
  }

  @Test
  void aBodyThatComesLaterIsReadToo() {
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
    assertWithheld(client.read());
    client.send("hel").send("lo");
    assertWithheld(client.get("/").read());
  }

  @Test
  void aFilterBehindMayReadTheWholeBody() {
    behind =
        exchange ->
            exchange.bufferRequestBody(
                100,
                whole -> {
                  calls.add("read " + whole.readableBytes());
                  exchange.resume();
                });
    verdict = Verdict.PAUSE;
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
    assertWithheld(client.read());
    assertThat(calls).contains("read 5");
  }
}
