package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The origin answers while the request's body still comes, and then a filter fails. */
class FilterFailureMidwayTest {
  private final Notes notes = new Notes();

  /** What happens when the piece {@code stop} of the request's body comes by. */
  private interface AtStop extends RequestBodyFilter {
    ByteBuf stop(Exchange exchange);

    @Override
    default ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
      return chunk.toString(StandardCharsets.US_ASCII).equals("stop") ? stop(exchange) : chunk;
    }
  }

  private RawClient begin(FilterGateway sluice) {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegun");
              connection.awaitEnd();
            });
    return sluice.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhello");
  }

  @Test
  void onceTheResponseStreamsBothSidesAreCutAndNothingLeaks() throws Exception {
    CompletableFuture<ByteBuf> returned = new CompletableFuture<>();
    AtStop failing =
        exchange -> {
          exchange.fail(GatewayError.client(400, "stopped"));
          ByteBuf other = exchange.allocator().buffer().writeByte('x');
          returned.complete(other);
          return other;
        };
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), failing)) {
      RawClient client = begin(sluice).awaitBytes();
      client.send("stop");
      assertThatThrownBy(client::read)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("5 of 10 bytes");
      notes.afterCompletionOf("a");
      assertThat(returned.get(5, TimeUnit.SECONDS).refCnt()).isZero();
    }
  }

  /** What the filters behind have made of the origin's response goes with it. */
  @Test
  void whileAFilterInFrontPausesTheResponseItIsReplacedWholly() {
    Notes.Noting pausing =
        new Notes.Noting(notes, "a") {
          @Override
          Verdict response(Exchange exchange) {
            return Verdict.PAUSE;
          }
        };
    class Encoding implements ResponseBodyFilter {
      @Override
      public Verdict onResponse(Exchange exchange) {
        exchange.responseHeaders().set("content-encoding", "x").remove("content-length");
        return Verdict.CONTINUE;
      }

      @Override
      public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
        return exchange.allocator().buffer().writeByte('x');
      }
    }
    AtStop failing =
        exchange -> {
          throw new IllegalStateException("broken");
        };
    try (FilterGateway sluice = FilterGateway.of(pausing, new Encoding(), failing)) {
      RawClient client = begin(sluice);
      Await.until("it pauses", () -> notes.all().contains("a.response 200"));
      RawResponse response = client.send("stop").read();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.problem()).isEqualTo("filter_error");
      assertThat(response.headers().has("content-encoding")).isFalse();
      assertThat(notes.afterCompletionOf("a")).containsOnlyOnce("a.complete");
    }
  }
}
