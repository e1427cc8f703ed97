package io.sluice.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A thing is closed when no snapshot that had it is in use any more. */
class LifetimesTest {
  private final List<String> closed = new ArrayList<>();
  private final Lifetimes lifetimes = new Lifetimes();

  private AutoCloseable thing(String name) {
    return () -> closed.add(name);
  }

  @Test
  void aThingIsClosedWithTheLastThatHadItWhateverTheOrder() {
    AutoCloseable shared = thing("shared");
    lifetimes.begin(1, 0, List.of(shared), List.of());
    lifetimes.begin(2, 1, List.of(), List.of());
    lifetimes.begin(3, 2, List.of(), List.of(shared));

    lifetimes.sweep(List.of(1L, 3L)); // the second ends before the first
    assertThat(closed).isEmpty();
    lifetimes.sweep(List.of(3L));
    assertThat(closed).containsExactly("shared");
  }

  @Test
  void snapshotsFromBeforeItsTimeDoNotKeepIt() {
    AutoCloseable late = thing("late");
    lifetimes.begin(1, 0, List.of(), List.of());
    lifetimes.begin(2, 1, List.of(late), List.of());
    lifetimes.begin(3, 2, List.of(), List.of(late));

    lifetimes.sweep(List.of(1L, 3L));
    assertThat(closed).containsExactly("late");
  }

  @Test
  void whatTheLatestHasStays() {
    lifetimes.begin(1, 0, List.of(thing("own")), List.of());
    lifetimes.sweep(List.of());
    assertThat(closed).isEmpty();
  }

  @Test
  void whatIsEqualIsNotYetTheSame() {
    record Equal(List<String> closed) implements AutoCloseable {
      @Override
      public void close() {
        closed.add("equal");
      }
    }
    Equal first = new Equal(closed);
    lifetimes.begin(1, 0, List.of(first), List.of());
    lifetimes.begin(2, 1, List.of(new Equal(closed)), List.of(first));
    lifetimes.sweep(List.of(2L));
    assertThat(closed).hasSize(1);
  }

  @Test
  void theEndClosesAllAndOneThatFailsDoesNotKeepTheOthers() {
    AutoCloseable over = thing("over");
    AutoCloseable broken =
        () -> {
          throw new NoClassDefFoundError("broken");
        };
    lifetimes.begin(1, 0, List.of(broken, over), List.of());
    lifetimes.begin(2, 1, List.of(thing("own")), List.of(over));
    lifetimes.closeAll();
    lifetimes.closeAll();
    assertThat(closed).containsExactlyInAnyOrder("over", "own");
  }
}
