package io.sluice.admin;

import io.sluice.gateway.api.CacheFigures;
import io.sluice.gateway.api.HotKey;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.api.WarmUp;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stores nothing, and does what the test says. */
final class FakeCache implements ResponseCache {

  /** All that were asked for. */
  final List<Purge> purges = new CopyOnWriteArrayList<>();

  volatile Function<Purge, CompletionStage<Long>> answer =
      what -> CompletableFuture.completedFuture(3L);

  volatile List<HotKey> hot = List.of();

  /** What the last warm-up was given. */
  volatile List<String> urls = List.of();

  volatile @Nullable WarmUp warmUp;

  @Override
  public CompletionStage<Long> purge(Purge what) {
    purges.add(what);
    return answer.apply(what);
  }

  @Override
  public CacheFigures figures() {
    return new CacheFigures(2, 4_096, 1L << 40, hot);
  }

  @Override
  public boolean warm(List<String> wanted) {
    WarmUp last = warmUp;
    if (last != null && last.running()) {
      return false;
    }
    urls = wanted;
    warmUp = new WarmUp(wanted.size(), 0, 0, 0, true);
    return true;
  }

  @Override
  public void restartWarmUp(List<String> wanted) {
    urls = wanted;
    warmUp = new WarmUp(wanted.size(), 0, 0, 0, true);
  }

  @Override
  public @Nullable WarmUp warmUp() {
    return warmUp;
  }
}
