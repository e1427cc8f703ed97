package io.sluice.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * A gateway with a filter that begins exchanges of its own, between two that tell what they see.
 */
abstract class WithBranches {
  static final GatewayError BUSY = GatewayError.gateway(503, "busy");
  private static final String YAML =
      """
      server: { workers: 1, drain_timeout: 2s }
      overload: { max_event_loop_lag: 0s } # the clock leaps
      routes:
        - id: all
          match: { path: { template: "/{what}" } }
          upstream: origin
          filters: [ { name: front }, { name: makes }, { name: behind } ]
          timeout: { request: 15s, idle: 10s }
          %s
      upstreams:
        - id: origin
          targets: [ { address: "${origin}" } ]
          outlier_detection: { consecutive_5xx: 0, consecutive_connect_failures: 0 }
      """;

  final StubOrigin origin = StubOrigin.answering(200, "hello");
  final CountDownLatch go = new CountDownLatch(1);
  final ManualTicker clock = new ManualTicker();
  final List<String> seen = new CopyOnWriteArrayList<>(); // by the filters in front and behind
  final Heard heard = new Heard();
  volatile @Nullable Branch branch;
  volatile @Nullable Exchange maker;
  volatile Function<Exchange, Verdict> inFront = exchange -> Verdict.CONTINUE;
  volatile Function<Exchange, Verdict> makes = this::beginsAndAnswers;
  volatile Function<Exchange, Verdict> behind = exchange -> Verdict.CONTINUE;
  final TestGateway gateway =
      TestGateway.of(YAML.formatted(""))
          .origins(origin)
          .filter(FixedFilter.made("front", context -> new Tells("front", context.slot())))
          .filter(FixedFilter.of("makes", new Makes()))
          .filter(FixedFilter.made("behind", context -> new Tells("behind", context.slot())))
          .clock(clock)
          .start();

  void reload(String options) {
    gateway.reload(YAML.formatted(options));
  }

  private final class Makes implements Filter {
    @Override
    public Verdict onRequest(Exchange exchange) {
      if (exchange.path().equals("/again")) {
        return Verdict.CONTINUE;
      }
      maker = exchange;
      return makes.apply(exchange);
    }
  }

  private final class Tells implements ResponseBodyFilter {
    private final String name;
    private final Slot<String> slot;

    Tells(String name, Slot<String> slot) {
      this.name = name;
      this.slot = slot;
    }

    @Override
    public Verdict onRequest(Exchange exchange) {
      seen.add(name + " request");
      assertThat(exchange.get(slot)).isNull();
      exchange.set(slot, name);
      return (name.equals("front") ? inFront : behind).apply(exchange);
    }

    @Override
    public Verdict onResponse(Exchange exchange) {
      seen.add(name + " response " + exchange.status());
      assertThat(exchange.get(slot)).isEqualTo(name);
      exchange.responseHeaders().set("x-" + name, "1");
      return Verdict.CONTINUE;
    }

    @Override
    public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
      return chunk;
    }

    @Override
    public void onComplete(Exchange exchange) {
      seen.add(name + " complete");
    }
  }

  Branch begins(Exchange exchange) {
    Branch made = exchange.branch(heard);
    branch = made;
    made.begin();
    assertThat(heard.events).isEmpty();
    return made;
  }

  Verdict beginsAndAnswers(Exchange exchange) {
    begins(exchange);
    exchange.reply(202, null, Unpooled.copiedBuffer("made", US_ASCII));
    return Verdict.DONE;
  }

  /** A request whose exchange is answered at once, while its branch goes on. */
  RawClient ask(String target) {
    RawClient client = gateway.connect();
    RawResponse response = client.get(target).read();
    assertThat(response.text()).isEqualTo("made");
    return client;
  }

  void on(Consumer<Branch> act) {
    Await.until("there is a branch", () -> branch != null);
    assertThat(
            Objects.requireNonNull(maker)
                .executor()
                .submit(() -> act.accept(Objects.requireNonNull(branch)))
                .awaitUninterruptibly()
                .cause())
        .isNull();
  }

  void heldBack() {
    origin.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "late");
        });
  }

  void assertServes() {
    origin.answer((request, connection) -> connection.answer(200, "yes"));
    assertThat(gateway.connect().get("/again").read().text()).isEqualTo("yes");
  }

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    origin.close();
    assertThat(origin.violations()).isEmpty();
  }

  /** What a receiver was told, in order; pieces of a body are one. */
  final class Heard implements Branch.Receiver {
    final List<String> events = new CopyOnWriteArrayList<>();
    final AtomicLong bytes = new AtomicLong();
    final StringBuilder text = new StringBuilder();
    volatile String throwsAt = "";
    volatile @Nullable HttpHeaders fields;
    volatile Consumer<String> then = event -> {};

    private void heard(String event) {
      assertThat(Objects.requireNonNull(maker).executor().inEventLoop()).isTrue();
      if (!event.equals("body") || !events.contains("body")) {
        events.add(event);
      }
      then.accept(event);
      if (!throwsAt.isEmpty() && event.startsWith(throwsAt)) {
        throw new IllegalStateException("a mistake at " + event);
      }
    }

    @Override
    public void onHead(int status, HttpHeaders head) {
      fields = head;
      heard("head " + status);
    }

    @Override
    public void onBody(ByteBuf piece) {
      bytes.addAndGet(piece.readableBytes());
      if (bytes.get() < 1000) {
        text.append(piece.toString(US_ASCII));
      }
      heard("body");
    }

    @Override
    public void onEnd() {
      heard("end");
    }

    @Override
    public void onFailure(GatewayError why) {
      heard("failure " + why.reason());
    }

    /** All that was told, when nothing more is to come. */
    List<String> all() {
      Await.until(
          "there is an end",
          () -> events.stream().anyMatch(e -> e.equals("end") || e.startsWith("failure")));
      return List.copyOf(events);
    }
  }
}
