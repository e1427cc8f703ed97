package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReasonCellsTest {

  @Test
  void foldsWhatExceedsTheBoundIntoOther() {
    ReasonCells cells = new ReasonCells(1);
    for (int i = 0; i < ReasonCells.MOST + 100; i++) {
      cells.increment(0, "reason_" + i);
    }
    cells.increment(0, "reason_0");

    Map<String, Long> counts = counts(cells);
    assertThat(counts).hasSize(ReasonCells.MOST + 1).containsEntry("reason_0", 2L);
    assertThat(counts).containsEntry("other", 100L);
  }

  @Test
  void aReasonCalledOtherIsOther() {
    ReasonCells cells = new ReasonCells(1);
    cells.increment(0, "other");
    assertThat(counts(cells)).isEqualTo(Map.of("other", 1L));
  }

  @Test
  void workersThatMeetAReasonTogetherShareItsCounter() throws InterruptedException {
    int workers = 4;
    ReasonCells cells = new ReasonCells(workers);
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      int worker = w;
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  cells.increment(worker, "reason_" + i % 20);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counts(cells)).hasSize(20).allSatisfy((r, n) -> assertThat(n).isEqualTo(400));
  }

  private static Map<String, Long> counts(ReasonCells cells) {
    Map<String, Long> counts = new TreeMap<>();
    cells.forEach((reason, count) -> assertThat(counts.put(reason, count)).isNull());
    return counts;
  }
}
