package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramTest {
  private final Histogram histogram = new Histogram(new WorkerCells(2), 3);

  @ParameterizedTest
  @CsvSource({
    "-5, 0.00025",
    "0, 0.00025",
    "250_000, 0.00025",
    "250_001, 0.0005",
    "1_000_000, 0.001",
    "1_000_001, 0.0025",
    "30_000_000_000, 30",
    "30_000_000_001, Infinity",
    "9223372036854775807, Infinity",
  })
  void aDurationFallsIntoTheBucketWhoseBoundItDoesNotExceed(String nanos, double bound) {
    histogram.record(1, Long.parseLong(nanos.replace("_", "")));
    ClassicHistogramBuckets buckets = histogram.buckets();
    for (int i = 0; i < buckets.size(); i++) {
      assertThat(buckets.getCount(i)).isEqualTo(buckets.getUpperBound(i) == bound ? 1 : 0);
    }
  }

  @Test
  void countAndSumFollowWhatWasRecorded() {
    SplittableRandom random = new SplittableRandom(7);
    double seconds = 0;
    for (int i = 0; i < 10_000; i++) {
      long nanos = random.nextLong(100_000_000);
      histogram.record(i % 2, nanos);
      seconds += nanos / 1e9;
    }
    assertThat(histogram.count()).isEqualTo(10_000);
    assertThat(histogram.sumSeconds()).isCloseTo(seconds, within(0.005));
  }
}
