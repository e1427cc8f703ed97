package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Housekeeping housekeeping = new Housekeeping(waiting::add);

  private int room() {
    int room = 0;
    while (housekeeping.hasRoom()) {
      room++;
    }
    return room;
  }

  @Test
  void leavesChangesOutWhileItIsBehind() {
    housekeeping.execute(() -> {});
    assertThat(room()).isEqualTo(32); // a quarter of the least that Caffeine's queue holds
    assertThat(housekeeping.hasRoom()).isFalse();
  }

  @Test
  void hasRoomWhileItRunsAndAfterwards() {
    room();
    housekeeping.execute(() -> assertThat(room()).isEqualTo(32));
    waiting.remove().run();
    assertThat(room()).isEqualTo(32);
  }

  @Test
  void whatFailsMakesRoomToo() {
    housekeeping.execute(
        () -> {
          room();
          throw new IllegalStateException("for the test");
        });
    assertThatThrownBy(waiting.remove()::run).hasMessage("for the test");
    assertThat(housekeeping.hasRoom()).isTrue();
  }
}
