package io.sluice.filters.cache;

import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cache on two workers, for many clients at once; each test has paths of its own. */
abstract class WithCollapsing {
  static final MovedClock CLOCK = new MovedClock();
  private static final AtomicReference<MemoryTier> MEMORY = new AtomicReference<>();

  @RegisterExtension
  static final GatewayExtension gateway =
      GatewayExtension.of(
          """
          routes:
            - id: each
              match: { path: { prefix: /each } }
              upstream: origin
              filters: [ { name: cache, config: { collapse: false } } ]
            - id: small
              match: { path: { prefix: /small } }
              upstream: origin
              filters: [ { name: cache, config: { max_body_size: 64KiB } } ]
            - id: all
              upstream: origin
              filters: [ { name: watch }, { name: cache, config: { max_body_size: 32MiB } } ]
          upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
          cache: { memory: { size: 64MiB } }
          """);

  static {
    gateway
        .setup()
        .workers(2)
        .filter(new CacheFactory(CLOCK))
        .filter(
            FixedFilter.made(
                "watch",
                context -> {
                  MEMORY.set(MemoryTier.of(context, context.cache().memory().size().bytes()));
                  return new Filter() {};
                }));
  }

  static MemoryTier memory() {
    return Objects.requireNonNull(MEMORY.get());
  }

  /** Clients that have asked for the same, none of whom has read yet. */
  static List<RawClient> ask(int count, String target, String fields) {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(ask(target, fields));
    }
    return clients;
  }

  static RawClient ask(String target, String fields) {
    return gateway
        .connect()
        .send("GET " + target + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n");
  }

  static List<RawResponse> readAll(List<RawClient> clients) {
    return clients.stream().map(RawClient::read).toList();
  }

  static RawResponse get(String target) {
    return gateway.connect().get(target).read();
  }

  /** Returns when so many requests of a route have come to the gateway and are not answered. */
  static void awaitWaiting(String route, int count) {
    Await.until(
        count + " wait",
        () -> gateway.gateway().metric("sluice_inflight{route=\"" + route + "\"}") == count);
  }

  static void awaitAsked(int count) {
    Await.until(
        "the origin is asked " + count + " times",
        () -> gateway.origin().requests().size() >= count);
  }
}
