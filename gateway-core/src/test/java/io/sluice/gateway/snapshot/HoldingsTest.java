package io.sluice.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private final List<String> closed = new ArrayList<>();

  private AutoCloseable thing(String name) {
    return () -> closed.add(name);
  }

  @Test
  void aSharedThingIsClosedWithTheLastThatHasItWhateverTheOrder() {
    AutoCloseable shared = thing("shared");
    Holdings first = new Holdings();
    Holdings second = new Holdings();
    Holdings third = new Holdings(); // has it no more
    first.share(shared);
    second.share(shared);

    second.closeUnless(List.of(first, third));
    assertThat(closed).isEmpty();
    first.closeUnless(List.of(third));
    assertThat(closed).containsExactly("shared");
  }

  @Test
  void whatIsEqualIsNotYetTheSame() {
    record Equal(List<String> closed) implements AutoCloseable {
      @Override
      public void close() {
        closed.add("equal");
      }
    }
    Holdings first = new Holdings();
    Holdings second = new Holdings();
    first.share(new Equal(closed));
    second.share(new Equal(closed));
    first.closeUnless(List.of(second));
    assertThat(closed).hasSize(1);
  }

  @Test
  void oneThatCannotBeClosedDoesNotKeepTheOthers() {
    Holdings holdings = new Holdings();
    holdings.share(
        () -> {
          throw new IllegalStateException("a shared one");
        });
    holdings.share(thing("shared"));
    holdings.own(
        () -> {
          throw new NoClassDefFoundError("an own one");
        });
    holdings.own(thing("own"));
    holdings.closeUnless(List.of());
    assertThat(closed).containsExactlyInAnyOrder("shared", "own");
  }
}
