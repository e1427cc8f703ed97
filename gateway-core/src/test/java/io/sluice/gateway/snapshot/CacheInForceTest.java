package io.sluice.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.CacheFigures;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.api.WarmUp;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.gateway.service.Trial;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operators reach the cache of the config that runs, and no other one. */
class CacheInForceTest {
  private static final String NONE = "";
  private static final String CACHE = "{ name: other }, { name: cache }";

  private final CountDownLatch go = new CountDownLatch(1);
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final TestGateway gateway =
      TestGateway.of(KeepTest.YAML.formatted(NONE, NONE))
          .origins(origin)
          .filter(FixedFilter.made("cache", context -> keeping(context, "cache", new Stored())))
          .filter(FixedFilter.made("other", context -> keeping(context, "other", new Counts())))
          .start();
  private final GatewayControl control = gateway.gateway();

  private record Id(String name) {}

  private static final class Counts implements Kept {}

  private static final class Stored implements Kept, ResponseCache {
    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public CompletionStage<Long> purge(Purge what) {
      return CompletableFuture.completedFuture(0L);
    }

    @Override
    public CacheFigures figures() {
      return new CacheFigures(0, 0, 0, List.of());
    }

    @Override
    public boolean warm(List<String> urls) {
      return false;
    }

    @Override
    public void restartWarmUp(List<String> urls) {}

    @Override
    public @Nullable WarmUp warmUp() {
      return null;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static Filter keeping(FilterContext context, String name, Kept thing) {
    context.keep(new Id(name), () -> thing);
    return new Filter() {};
  }

  private void reload(String ofOne, String ofTwo) {
    gateway.reload(KeepTest.YAML.formatted(ofOne, ofTwo));
  }

  /** The cache in force, which is there. */
  private Stored stored() {
    return (Stored) control.responseCache();
  }

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    origin.close();
  }

  @Test
  void itIsTheSameForAsLongAsARouteHasIt() {
    assertThat(control.responseCache()).isNull();
    reload(CACHE, CACHE);
    Stored first = stored();
    assertThat(first).isNotNull();
    reload(NONE, CACHE);
    assertThat(control.responseCache()).isSameAs(first);
    reload(CACHE, NONE);
    assertThat(control.responseCache()).isSameAs(first);
    reload(NONE, NONE);
    assertThat(control.responseCache()).isNull();
    Await.until("it is closed", () -> first.closed.get() == 1);
    reload(CACHE, NONE);
    assertThat(stored()).isNotNull().isNotSameAs(first);
    assertThat(stored().closed).hasValue(0);
  }

  @Test
  void anExchangeThatStillHasOneDoesNotShowIt() {
    reload(CACHE, NONE);
    Stored first = stored();
    origin.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "late");
        });
    RawClient client = gateway.connect().get("/one");
    Await.until("it is asked", () -> origin.requests().size() == 1);
    reload(NONE, NONE);
    assertThat(first.closed).hasValue(0);
    assertThat(control.responseCache()).isNull();
    go.countDown();
    assertThat(client.read().text()).isEqualTo("late");
  }

  @Test
  void oneThatIsOnlyTriedIsNotShown() {
    Resource route = Resource.route("one");
    Trial trial =
        control
            .config()
            .tried(
                now -> {
                  String before = now.document().text(route);
                  String after =
                      before.replace("\"filters\":[]", "\"filters\":[{\"name\":\"cache\"}]");
                  return List.of(new Change(route, before, after));
                });
    assertThat(trial.errors()).isNull();
    assertThat(trial.changes().get(0).after()).contains("cache");
    assertThat(control.responseCache()).isNull();
  }

  @Test
  void noneIsLeftAtTheEnd() {
    reload(CACHE, CACHE);
    Stored first = stored();
    gateway.close();
    assertThat(control.responseCache()).isNull();
    assertThat(first.closed).hasValue(1);
  }
}
