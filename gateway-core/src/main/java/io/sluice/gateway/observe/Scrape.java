package io.sluice.gateway.observe;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One scrape in the making: data points by family. Confined to the scraping thread. */
final class Scrape {
  private final Map<Family, List<CounterDataPointSnapshot>> counters = new EnumMap<>(Family.class);
  private final Map<Family, List<GaugeDataPointSnapshot>> gauges = new EnumMap<>(Family.class);
  private final Map<Family, List<HistogramDataPointSnapshot>> histograms =
      new EnumMap<>(Family.class);

  void counter(Family family, long value, Labels labels) {
    counters
        .computeIfAbsent(family, f -> new ArrayList<>())
        .add(CounterDataPointSnapshot.builder().value((double) value).labels(labels).build());
  }

  void gauge(Family family, long value, Labels labels) {
    gauge(family, (double) value, labels);
  }

  void gauge(Family family, double value, Labels labels) {
    gauges
        .computeIfAbsent(family, f -> new ArrayList<>())
        .add(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
  }

  /** Leaves out a histogram that nothing was recorded in. */
  void histogram(Family family, Histogram histogram, Labels labels) {
    if (histogram.count() > 0) {
      histograms
          .computeIfAbsent(family, f -> new ArrayList<>())
          .add(
              HistogramDataPointSnapshot.builder()
                  .classicHistogramBuckets(histogram.buckets())
                  .sum(histogram.sumSeconds())
                  .labels(labels)
                  .build());
    }
  }

  MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    counters.forEach((f, points) -> all.metricSnapshot(new CounterSnapshot(f.metadata(), points)));
    gauges.forEach((f, points) -> all.metricSnapshot(new GaugeSnapshot(f.metadata(), points)));
    histograms.forEach(
        (f, points) -> all.metricSnapshot(new HistogramSnapshot(f.metadata(), points)));
    return all.build();
  }
}
