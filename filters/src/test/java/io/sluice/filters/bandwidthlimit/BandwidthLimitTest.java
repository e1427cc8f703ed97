package io.sluice.filters.bandwidthlimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.bandwidthlimit.BandwidthLimitConfig.Direction;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.ByteRate;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandwidthLimitTest {
  private static final int BURST = 16 << 10; // of 16 KiB/s, one second
  private static final long SECOND = 1_000_000_000;

  private final ManualTicker clock = new ManualTicker();
  private final ChainContext context = new ChainContext("route", new SimpleMeterRegistry(), clock);

  private Object filter(Direction direction, @Nullable Key key) {
    return new BandwidthLimitFactory()
        .create(new BandwidthLimitConfig(new ByteRate(BURST), direction, key, 100), context);
  }

  private ResponseBodyFilter responses(@Nullable Key key) {
    return (ResponseBodyFilter) filter(Direction.RESPONSE, key);
  }

  private static void respond(ResponseBodyFilter filter, FakeExchange exchange, int bytes)
      throws Exception {
    ByteBuf chunk = Unpooled.wrappedBuffer(new byte[bytes]);
    assertThat(filter.onResponseBody(exchange, chunk, false)).isSameAs(chunk);
  }

  @Test
  void pieceAlwaysPassesAndTheNextIsHeldBackUntilItIsPaidFor() throws Exception {
    ResponseBodyFilter filter = responses(null);
    FakeExchange exchange = new FakeExchange();
    respond(filter, exchange, BURST);
    assertThat(exchange.heldNanos()).isZero();
    assertThat(exchange.notes()).isEmpty();
    respond(filter, exchange, BURST / 2);
    assertThat(exchange.heldNanos()).isEqualTo(SECOND / 2);
    clock.advance(Duration.ofMillis(500));
    respond(filter, exchange, BURST / 4);
    assertThat(exchange.heldNanos()).isEqualTo(SECOND * 3 / 4);
    assertThat(exchange.notes()).containsExactly("bandwidth_limit=held");
  }

  @Test
  void connectionsDoNotShareButTheirExchangesDo() throws Exception {
    ResponseBodyFilter filter = responses(null);
    respond(filter, new FakeExchange().connectionId(1), BURST);
    FakeExchange other = new FakeExchange().connectionId(2);
    respond(filter, other, BURST);
    assertThat(other.heldNanos()).isZero();
    FakeExchange next = new FakeExchange().connectionId(1);
    respond(filter, next, BURST);
    assertThat(next.heldNanos()).isEqualTo(SECOND);
  }

  @Test
  void whatHasTheSameKeyShares() throws Exception {
    ResponseBodyFilter filter = responses(Key.of("header.x-tenant"));
    respond(filter, new FakeExchange().connectionId(1).request("x-tenant", "a"), BURST);
    FakeExchange same = new FakeExchange().connectionId(2).request("x-tenant", "a");
    respond(filter, same, BURST);
    assertThat(same.heldNanos()).isEqualTo(SECOND);
    FakeExchange other = new FakeExchange().connectionId(1).request("x-tenant", "b");
    respond(filter, other, BURST);
    assertThat(other.heldNanos()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 200, '', true",
    "GET, 200, 5, true",
    "GET, 200, 0, false",
    "GET, 204, '', false",
    "GET, 304, 5, false",
    "HEAD, 200, 5, false",
  })
  void whatIsOwedIsPaidBeforeAnotherBodyBegins(
      String method, int status, String length, boolean held) throws Exception {
    ResponseBodyFilter filter = responses(null);
    respond(filter, new FakeExchange(), 2 * BURST);
    FakeExchange next = new FakeExchange().method(method);
    next.status(status);
    if (!length.isEmpty()) {
      next.response("content-length", length);
    }
    filter.onResponse(next);
    assertThat(next.heldNanos()).isEqualTo(held ? SECOND : 0);
  }

  /** Otherwise whoever sends bodies of one piece would never wait. */
  @ParameterizedTest
  @CsvSource({"16384, true", "-1, true", "0, false"})
  void uploadWaitsForWhatItsKeyOwesForOthers(long length, boolean held) throws Exception {
    RequestBodyFilter filter = (RequestBodyFilter) filter(Direction.REQUEST, null);
    ByteBuf chunk = Unpooled.wrappedBuffer(new byte[2 * BURST]);
    filter.onRequestBody(new FakeExchange(), chunk, false);
    FakeExchange next = new FakeExchange().requestBodyLength(length);
    filter.onRequest(next);
    assertThat(next.heldNanos()).isEqualTo(held ? SECOND : 0);
  }

  @Test
  void longBodyIsNotForgottenWhileItPasses() throws Exception {
    ResponseBodyFilter filter = responses(Key.of("client_ip"));
    FakeExchange body = new FakeExchange();
    for (int second = 0; second < 1000; second++) {
      respond(filter, body, 2 * BURST);
      clock.advance(Duration.ofSeconds(2));
    }
    respond(filter, body, 3 * BURST);
    FakeExchange second = new FakeExchange();
    filter.onResponse(second);
    assertThat(second.heldNanos()).isEqualTo(2 * SECOND);
  }

  @Test
  void directionsDoNotShare() throws Exception {
    Object filter = filter(Direction.BOTH, null);
    FakeExchange exchange = new FakeExchange();
    ByteBuf chunk = Unpooled.wrappedBuffer(new byte[BURST]);
    ((RequestBodyFilter) filter).onRequestBody(exchange, chunk, false);
    ((ResponseBodyFilter) filter).onResponseBody(exchange, chunk, false);
    assertThat(exchange.heldNanos()).isZero();
    ((RequestBodyFilter) filter).onRequestBody(exchange, chunk, false);
    assertThat(exchange.heldNanos()).isEqualTo(SECOND);
    ((ResponseBodyFilter) filter).onResponseBody(exchange, chunk, false);
    assertThat(exchange.heldNanos()).isEqualTo(2 * SECOND);
  }

  @Test
  void onlyTheDirectionsThatAreLimitedCostAnything() {
    assertThat(filter(Direction.RESPONSE, null)).isNotInstanceOf(RequestBodyFilter.class);
    assertThat(filter(Direction.REQUEST, null)).isNotInstanceOf(ResponseBodyFilter.class);
  }

  @Test
  void emptyPieceCostsNothing() throws Exception {
    ResponseBodyFilter filter = responses(null);
    FakeExchange exchange = new FakeExchange();
    respond(filter, exchange, 2 * BURST);
    respond(filter, exchange, 0);
    assertThat(exchange.heldNanos()).isEqualTo(SECOND);
  }
}
