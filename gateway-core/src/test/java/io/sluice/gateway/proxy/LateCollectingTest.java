package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A filter asks for the body after it has looked at something else. */
class LateCollectingTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";

  private final List<String> calls = new CopyOnWriteArrayList<>();

  private void collect(Exchange exchange) {
    try {
      exchange.bufferRequestBody(
          10,
          whole -> {
            calls.add(whole.toString(StandardCharsets.UTF_8));
            exchange.resume();
          });
    } catch (RuntimeException e) {
      calls.add(e.toString());
    }
  }

  @Test
  void whileItPauses() {
    Filter patient =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.executor().schedule(() -> collect(exchange), 20, TimeUnit.MILLISECONDS);
            return Verdict.PAUSE;
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("patient", patient), "")) {
      assertThat(tester.request("POST", "/").body("hello").send().origin().text())
          .isEqualTo("hello");
      assertThat(calls).containsExactly("hello");
    }
  }

  /** What comes late is ignored: its connection has the next request by then. */
  @Test
  void notAfterTheAnswer() {
    Filter late =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            if (exchange.method().equals("POST")) {
              exchange.fail(GatewayError.client(403, "no"));
              collect(exchange);
              return Verdict.DONE;
            }
            exchange.reply(200, null, Unpooled.EMPTY_BUFFER);
            return Verdict.DONE;
          }

          @Override
          public void onComplete(Exchange exchange) {
            collect(exchange);
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("late", late), "")) {
      RawClient client = tester.gateway().connect();
      assertThat(client.send(POST).send("hello").read().status()).isEqualTo(403);
      assertThat(client.get("/").read().status()).isEqualTo(200);
      assertThat(calls).isEmpty();
    }
  }
}
