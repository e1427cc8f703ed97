package io.sluice.filters.requestsize;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.Verdict;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSizeTest {

  private static RequestBodyFilter filter(long max) {
    return (RequestBodyFilter)
        new RequestSizeFactory()
            .create(new RequestSizeConfig(new ByteSize(max)), FakeExchange.context());
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, true",
    "100, 99, true",
    "100, 100, true",
    "100, 101, false",
    "0, 0, true",
    "0, 1, false",
    "100, 9223372036854775807, false"
  })
  void announcedLengthDecidesBeforeTheBodyComes(long max, long length, boolean passes)
      throws Exception {
    FakeExchange exchange = new FakeExchange().requestBodyLength(length);
    Verdict verdict = filter(max).onRequest(exchange);
    assertThat(verdict).isEqualTo(passes ? Verdict.CONTINUE : Verdict.DONE);
    assertThat(exchange.error() == null).isEqualTo(passes);
  }

  @Test
  void refusalSaysWhatTheLimitIs() throws Exception {
    FakeExchange exchange = new FakeExchange().requestBodyLength(2_000);
    filter(1_024).onRequest(exchange);
    assertThat(exchange.error())
        .isEqualTo(
            GatewayError.client(413, "request_too_large")
                .withDetail("The request's body is longer than 1024 bytes."));
  }

  @Test
  void bodyOfUnknownLengthPassesUpToTheLimit() throws Exception {
    RequestBodyFilter filter = filter(10);
    FakeExchange exchange = new FakeExchange().requestBodyLength(-1);
    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.CONTINUE);
    ByteBuf first = Unpooled.wrappedBuffer(new byte[6]);
    ByteBuf second = Unpooled.wrappedBuffer(new byte[4]);
    assertThat(filter.onRequestBody(exchange, first, false)).isSameAs(first);
    assertThat(filter.onRequestBody(exchange, second, false)).isSameAs(second);
    assertThat(filter.onRequestBody(exchange, Unpooled.EMPTY_BUFFER, true).isReadable()).isFalse();
    assertThat(exchange.answers()).isZero();
    assertThat(first.refCnt()).isEqualTo(1);
  }

  @Test
  void pieceThatGoesOverFailsTheExchangeOnceAndIsHeldBack() throws Exception {
    RequestBodyFilter filter = filter(10);
    FakeExchange exchange = new FakeExchange().requestBodyLength(-1);
    filter.onRequest(exchange);
    for (int i = 0; i < 4; i++) {
      ByteBuf piece = Unpooled.wrappedBuffer(new byte[6]);
      ByteBuf out = filter.onRequestBody(exchange, piece, i == 3);
      assertThat(out.isReadable()).as("piece " + i).isEqualTo(i == 0);
      assertThat(exchange.answers()).isEqualTo(i == 0 ? 0 : 1);
      assertThat(piece.refCnt()).isEqualTo(1);
    }
    assertThat(exchange.error().status()).isEqualTo(413);
  }

  @Test
  void decidesTheSameHoweverTheBodyIsCutUp() throws Exception {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      int max = random.nextInt(1_000);
      int total = Math.max(0, max + random.nextInt(21) - 10);
      FakeExchange exchange = new FakeExchange().requestBodyLength(-1);
      RequestBodyFilter filter = filter(max);
      filter.onRequest(exchange);
      int passed = 0;
      for (int left = total; left > 0; ) {
        int size = 1 + random.nextInt(left);
        left -= size;
        ByteBuf piece = Unpooled.wrappedBuffer(new byte[size]);
        passed += filter.onRequestBody(exchange, piece, left == 0).readableBytes();
      }
      assertThat(exchange.error() == null).isEqualTo(total <= max);
      assertThat(passed).isLessThanOrEqualTo(max);
    }
  }
}
