package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.ByteRate;
import io.sluice.gateway.api.Rate;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, sizes and rates as text. */
class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S, 0",
    "0s, PT0S, 0",
    "1ns, PT0.000000001S, 1ns",
    "250ms, PT0.25S, 250ms",
    "1500us, PT0.0015S, 1500us",
    "5s, PT5S, 5s",
    "60s, PT1M, 1m",
    "90m, PT90M, 90m",
    "1h, PT1H, 1h",
    "1h30m, PT1H30M, 90m",
    "1m30s, PT1M30S, 90s",
    "2d0h5m1s2ms3us4ns, PT48H5M1.002003004S, 173101002003004ns",
    "0h0s, PT0S, 0",
    "24h, PT24H, 1d",
    "106751d, PT2562024H, 106751d",
  })
  void readsDurationsAndPrintsTheShortestForm(String text, String iso, String printed) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.parse(iso));
    assertThat(Durations.format(Duration.parse(iso))).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "-5s",
        "+5s",
        "5 s",
        "5S",
        "5sec",
        "1.5s",
        "30s1m",
        "1m1m",
        "1h30",
        "h30m",
        "1h 30m",
        "1h-30m",
        "106751d24h",
        "PT5S",
        "106752d",
        "99999999999999999999s",
        "\u0665s"
      })
  void refusesOtherDurations(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "512, 512, 512",
    "1024, 1024, 1KiB",
    "64KiB, 65536, 64KiB",
    "8MiB, 8388608, 8MiB",
    "1GiB, 1073741824, 1GiB",
    "1025KiB, 1049600, 1025KiB",
    "8589934591GiB, 9223372035781033984, 8589934591GiB",
  })
  void readsSizesAndPrintsTheShortestForm(String text, long bytes, String printed) {
    assertThat(Units.size(text).bytes()).isEqualTo(bytes);
    assertThat(Units.formatSize(bytes)).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "KiB",
        "-1",
        "1.5MiB",
        "64KB",
        "64k",
        "64 KiB",
        "64kib",
        "1TiB",
        "8589934592GiB",
        "9999999999999999999"
      })
  void refusesOtherSizes(String text) {
    assertThatThrownBy(() -> Units.size(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @CsvSource({"1/s, 1", "1000/s, 1000", "64KiB/s, 65536", "1MiB/s, 1048576", "2GiB/s, 2147483648"})
  void readsRatesOfBytes(String text, long bytes) {
    assertThat(Units.byteRate(text)).isEqualTo(new ByteRate(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/s", "1MiB", "0/s", "0KiB/s", "1MiB/m", "-1/s", "1 MiB/s", "1MB/s", "1MiB//s"
      })
  void refusesOtherRatesOfBytes(String text) {
    assertThatThrownBy(() -> Units.byteRate(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @CsvSource({"100/s, 100, PT1S", "6000/m, 6000, PT1M", "10/h, 10, PT1H", "007/s, 7, PT1S"})
  void readsRates(String text, long count, Duration period) {
    assertThat(Units.rate(text)).isEqualTo(new Rate(count, period));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "/s", "5", "5/", "5/d", "0/s", "-5/s", "5 / s", "5/sec", "1.5/s", "5//s"})
  void refusesOtherRates(String text) {
    assertThatThrownBy(() -> Units.rate(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }
}
