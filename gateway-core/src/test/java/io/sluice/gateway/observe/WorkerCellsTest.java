package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkerCellsTest {

  @Test
  void losesNothingWhileWorkersGrowAndAReaderReads() throws InterruptedException {
    int workers = 4;
    int cells = 100;
    int increments = 50_000;
    WorkerCells counts = new WorkerCells(workers);
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      int worker = w;
      SplittableRandom random = new SplittableRandom(w);
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < increments; i++) {
                  // Higher cells come later, so that the array grows in several steps.
                  counts.add(worker, random.nextInt(i * cells / increments + 1), 1);
                }
              }));
    }
    threads.forEach(Thread::start);
    long seen = 0;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      long now = counts.sum(0);
      assertThat(now).as("a counter never goes back").isGreaterThanOrEqualTo(seen);
      seen = now;
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long total = 0;
    for (int cell = 0; cell < counts.size(); cell++) {
      total += counts.sum(cell);
    }
    assertThat(total).isEqualTo((long) workers * increments);
  }

  @Test
  void keepsNothingForWorkersThatNeverWrote() {
    WorkerCells cells = new WorkerCells(64);
    assertThat(cells.size()).isZero();
    assertThat(cells.sum(3)).isZero();
    cells.add(63, 3, 5);
    assertThat(cells.size()).isEqualTo(8);
    assertThat(cells.sum(3)).isEqualTo(5);
    assertThat(cells.sum(500)).isZero();
  }
}
