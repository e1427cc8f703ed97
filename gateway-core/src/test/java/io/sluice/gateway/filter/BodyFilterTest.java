package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters that change bodies as they stream by, both ways. */
class BodyFilterTest {
  private static final String CHUNKED_ABCDEF =
      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n";

  enum Change {
    GROWS("[abc][def]", "[abcdef]"),
    SHRINKS("ad", "a"),
    REMOVES("", ""),
    HOLDS("abcdef", "abcdef"),
    APPENDS("abcdef!", "abcdef!"),
    PASSES("abcdef", "abcdef");

    final String ofTwoPieces;
    final String ofOne;

    Change(String ofTwoPieces, String ofOne) {
      this.ofTwoPieces = ofTwoPieces;
      this.ofOne = ofOne;
    }
  }

  /** Applies one change to both bodies; what it holds back lies in slots. */
  private static final class Changing implements RequestBodyFilter, ResponseBodyFilter {
    private final Change change;
    private final Slot<ByteBuf> request;
    private final Slot<ByteBuf> response;

    Changing(Change change, Slot<ByteBuf> request, Slot<ByteBuf> response) {
      this.change = change;
      this.request = request;
      this.response = response;
    }

    @Override
    public Verdict onRequest(Exchange exchange) {
      exchange.requestHeaders().remove("content-length");
      return Verdict.CONTINUE;
    }

    @Override
    public Verdict onResponse(Exchange exchange) {
      exchange.responseHeaders().remove("content-length");
      return Verdict.CONTINUE;
    }

    @Override
    public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
      return change(exchange, request, chunk, last);
    }

    @Override
    public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
      return change(exchange, response, chunk, last);
    }

    private ByteBuf change(Exchange exchange, Slot<ByteBuf> slot, ByteBuf chunk, boolean last) {
      String text = chunk.toString(StandardCharsets.US_ASCII);
      return switch (change) {
        case GROWS -> text.isEmpty() ? chunk : bytes('[' + text + ']');
        case SHRINKS -> text.isEmpty() ? chunk : chunk.retainedSlice(chunk.readerIndex(), 1);
        case REMOVES -> Unpooled.EMPTY_BUFFER;
        case APPENDS -> last ? bytes(text + '!') : chunk;
        case PASSES -> chunk;
        case HOLDS -> {
          ByteBuf held = exchange.get(slot);
          if (held == null) {
            held = exchange.allocator().buffer();
            exchange.set(slot, held);
          }
          held.writeBytes(chunk);
          if (!last) {
            yield Unpooled.EMPTY_BUFFER;
          }
          exchange.set(slot, null);
          yield held;
        }
      };
    }

    private static ByteBuf bytes(String text) {
      return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Override
    public void onComplete(Exchange exchange) {
      for (Slot<ByteBuf> slot : List.of(request, response)) {
        ByteBuf held = exchange.get(slot);
        if (held != null) {
          held.release();
        }
      }
    }
  }

  private static FilterGateway changing(Change change) {
    return FilterGateway.making(
        List.of(context -> new Changing(change, context.slot(), context.slot())));
  }

  @ParameterizedTest
  @EnumSource
  void theRequestsBody(Change change) {
    try (FilterGateway sluice = changing(change)) {
      RawClient client = sluice.connect();
      client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabcdef").read();
      client.send("PUT / HTTP/1.1\r\nHost: x\r\n" + CHUNKED_ABCDEF).read();

      ReceivedRequest sized = sluice.origin().takeRequest();
      assertThat(sized.text()).isEqualTo(change.ofOne);
      assertThat(sized.headers().has("content-length")).isFalse();
      assertThat(sluice.origin().takeRequest().text()).isEqualTo(change.ofTwoPieces);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theResponsesBody(Change change) {
    try (FilterGateway sluice = changing(change)) {
      RawClient client = sluice.connect();
      sluice.origin().answer((request, connection) -> connection.answer(200, "abcdef"));
      assertThat(client.get("/").read().text()).isEqualTo(change.ofOne);
      sluice
          .origin()
          .answer((request, connection) -> connection.send("HTTP/1.1 200 OK\r\n" + CHUNKED_ABCDEF));
      assertThat(client.get("/").read().text()).isEqualTo(change.ofTwoPieces);
      assertThat(client.get("/").read().text()).isEqualTo(change.ofTwoPieces);
    }
  }

  @Test
  void whatIsHeldIsLetGoWhenTheExchangeBreaks() {
    try (FilterGateway sluice = changing(Change.HOLDS)) {
      sluice
          .origin()
          .answer(
              (request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                connection.pause(20);
                connection.reset();
              });
      RawClient client = sluice.connect().get("/");
      assertThatThrownBy(client::read).isInstanceOf(AssertionError.class);
      RawClient gone =
          sluice.connect().send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc");
      Await.until("it has begun", () -> sluice.origin().requests().size() == 2);
      gone.close();
    } // the leak detector looks on
  }

  @Test
  void noBodyNoCall() {
    AtomicInteger calls = new AtomicInteger();
    class Counting implements RequestBodyFilter, ResponseBodyFilter {
      @Override
      public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
        calls.incrementAndGet();
        return chunk;
      }

      @Override
      public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
        calls.incrementAndGet();
        return chunk;
      }
    }
    try (FilterGateway sluice = FilterGateway.of(new Counting())) {
      RawClient client = sluice.connect();
      client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").readToHead();
      for (int status : new int[] {204, 304}) {
        sluice.origin().answer((request, connection) -> connection.answer(status, ""));
        assertThat(client.get("/").read().status()).isEqualTo(status);
      }
      assertThat(calls).hasValue(0);
    }
  }

  @ParameterizedTest(name = "announced 6, sent {0}")
  @CsvSource({"abcdefgh", "abc"})
  void aResponseOfAnotherLengthThanItSaysIsNeverTakenForWhole(String body) {
    class Lying implements ResponseBodyFilter {
      @Override
      public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
        return chunk.isReadable() ? Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII) : chunk;
      }
    }
    try (FilterGateway sluice = FilterGateway.of(new Lying())) {
      sluice.origin().answer((request, connection) -> connection.answer(200, "abcdef"));
      RawClient client = sluice.connect().get("/1");
      assertThat(client.read().problem()).isEqualTo("filter_error"); // nothing was out yet

      String head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
      CountDownLatch headIsRead = new CountDownLatch(1);
      sluice
          .origin()
          .answer(
              (request, connection) -> {
                connection.send(head);
                Await.open(headIsRead);
                connection.send("abcdef");
              });
      client.get("/2").get("/3").awaitBytes();
      headIsRead.countDown();
      assertThatThrownBy(client::read).isInstanceOf(AssertionError.class);
      String series = "sluice_local_replies_total{reason=\"filter_error\",route=\"all\"}";
      Await.until("it is counted", () -> sluice.gateway().metric(series) == 2);
    }
  }

  @Test
  void aLocalAnswersBodyPassesThemToo() {
    class Answering implements Filter {
      @Override
      public Verdict onRequest(Exchange exchange) {
        exchange.reply(200, null, Unpooled.copiedBuffer("abcdef", StandardCharsets.US_ASCII));
        return Verdict.DONE;
      }
    }
    try (FilterGateway sluice =
        FilterGateway.making(
            List.of(
                context -> new Changing(Change.GROWS, context.slot(), context.slot()),
                context -> new Answering()))) {
      RawResponse response = sluice.connect().get("/").read();
      assertThat(response.text()).isEqualTo("[abcdef]");
      assertThat(response.header("content-length")).isNull();
    }
  }
}
