package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Discovery} promises; those of plugins too. */
public abstract class DiscoveryContract {
  protected static final List<Target> SOME =
      List.of(
          new Target(new Address("10.0.0.2", 80), 3),
          new Target(new Address("10.0.0.1", 80)),
          new Target(new Address("10.0.0.1", 81)));

  /** A discovery whose source now says {@code targets}. */
  protected abstract Discovery discovering(List<Target> targets);

  @Test
  void tellsAllTargets() throws InterruptedException {
    assertThat(firstList(discovering(SOME))).containsExactlyInAnyOrderElementsOf(SOME);
  }

  @Test
  void tellsThatThereAreNone() throws InterruptedException {
    assertThat(firstList(discovering(List.of()))).isEmpty();
  }

  @Test
  void tellsAListThatNobodyCanChange() throws InterruptedException {
    List<Target> told = firstList(discovering(new ArrayList<>(SOME)));
    assertThatThrownBy(told::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void tellsEverySubscriberInTheSameOrder() throws InterruptedException {
    Discovery discovery = discovering(SOME);
    assertThat(firstList(discovery)).isEqualTo(firstList(discovery));
  }

  @Test
  void knowsItsTargetsOnceItHasToldThem() throws InterruptedException {
    BlockingQueue<List<Target>> told = new LinkedBlockingQueue<>();
    try (Discovery.Subscription subscription = discovering(SOME).subscribe(told::add)) {
      assertThat(told.poll(10, TimeUnit.SECONDS)).as("the first list").isNotNull();
      assertThat(subscription.status().known()).isTrue();
      assertThat(subscription.status().failures()).isZero();
      assertThat(subscription.status().skipped()).isZero();
    }
  }

  @Test
  void closesTwiceWithoutComplaint() {
    Discovery.Subscription subscription = discovering(SOME).subscribe(list -> {});
    subscription.close();
    subscription.close();
  }

  @Test
  void oneSubscriberLeavesAndAnotherStays() throws InterruptedException {
    Discovery discovery = discovering(SOME);
    discovery.subscribe(list -> {}).close();
    assertThat(firstList(discovery)).hasSize(SOME.size());
  }

  protected static List<Target> firstList(Discovery discovery) throws InterruptedException {
    BlockingQueue<List<Target>> told = new LinkedBlockingQueue<>();
    try (Discovery.Subscription subscription = discovery.subscribe(told::add)) {
      assertThat(subscription).isNotNull();
      List<Target> first = told.poll(10, TimeUnit.SECONDS);
      assertThat(first).as("the first list").isNotNull();
      return first;
    }
  }
}
