package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A listener that remembers all it was told. */
final class Told implements Consumer<List<Target>> {
  private final List<List<Target>> lists = new ArrayList<>();

  @Override
  public synchronized void accept(List<Target> list) {
    lists.add(list);
    notifyAll();
  }

  synchronized List<List<Target>> lists() {
    return List.copyOf(lists);
  }

  /** Each list as {@code port*weight} of its targets. */
  synchronized List<String> texts() {
    return lists.stream().map(Told::text).toList();
  }

  static String text(List<Target> list) {
    return String.join(" ", list.stream().map(t -> t.address().port() + "*" + t.weight()).toList());
  }

  /** Waits until the newest list is this one; how many nanoseconds that took. */
  long await(String text) {
    return awaitThat(text, list -> text(list).equals(text));
  }

  synchronized long awaitThat(String what, Predicate<List<Target>> wanted) {
    long began = System.nanoTime();
    long left = TimeUnit.SECONDS.toNanos(20);
    try {
      while (lists.isEmpty() || !wanted.test(lists.get(lists.size() - 1))) {
        left = began + TimeUnit.SECONDS.toNanos(20) - System.nanoTime();
        assertThat(left).as("waiting for '%s', told: %s", what, texts()).isPositive();
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return System.nanoTime() - began;
  }
}
