package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Metrics METRICS =
      new Metrics(
          """
          # HELP used live bytes
          used{area="heap",id="a"} 1.5E3
          used{area="heap",id="b"} 500.0
          used{area="nonheap",id="c"} 7.0
          """);

  @Test
  void sumsAllSamplesThatBeginSo() {
    assertThat(METRICS.sum("used{area=\"heap\"")).isEqualTo(2000);
  }

  @Test
  void aMetricThatIsNotThereIsNoZero() {
    assertThatThrownBy(() -> METRICS.sum("resident"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("resident: no such sample (expected: at least one)");
  }
}
