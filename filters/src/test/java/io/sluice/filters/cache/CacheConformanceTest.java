package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules of HTTP caching, one case for each: {@link Script} says how the tables are read. Cases
 * of one config share a gateway, and have hosts of their own.
 */
class CacheConformanceTest {
  private static final Map<String, Stage> STAGES = new HashMap<>();

  @AfterAll
  static void close() {
    STAGES.values().forEach(Stage::close);
    STAGES.clear();
  }

  @TestFactory
  Stream<DynamicTest> freshness() {
    return cases("freshness");
  }

  @TestFactory
  Stream<DynamicTest> storing() {
    return cases("storing");
  }

  @TestFactory
  Stream<DynamicTest> variants() {
    return cases("variants");
  }

  @TestFactory
  Stream<DynamicTest> validation() {
    return cases("validation");
  }

  @TestFactory
  Stream<DynamicTest> ranges() {
    return cases("ranges");
  }

  @TestFactory
  Stream<DynamicTest> invalidation() {
    return cases("invalidation");
  }

  @TestFactory
  Stream<DynamicTest> stale() {
    return cases("stale");
  }

  @TestFactory
  Stream<DynamicTest> options() {
    return cases("options");
  }

  /** RFC 9110 section 14.6. */
  @Test
  void severalRangesAreOneAnswerOfSeveralParts() {
    MovedClock clock = new MovedClock();
    try (FilterTester tester = FilterTester.of(new CacheFactory(clock), "", clock)) {
      String fields = "Cache-Control: max-age=10\r\nContent-Type: text/plain\r\n";
      tester.origin().answer((request, to) -> to.answer(200, fields, "0123456789"));
      tester.request("GET", "/").send();
      FilterResult parts = tester.request("GET", "/").header("range", "bytes=0-1, -2").send();
      assertThat(parts.reachedOrigin()).isFalse();
      assertThat(parts.status()).isEqualTo(206);
      assertThat(parts.headers("content-range")).isEmpty();
      String type = parts.headers("content-type").get(0);
      assertThat(type).startsWith("multipart/byteranges; boundary=");
      String line = "\r\n--" + type.substring(type.indexOf('=') + 1);
      String head = line + "\r\nContent-Type: text/plain\r\nContent-Range: bytes ";
      assertThat(parts.body())
          .isEqualTo(head + "0-1/10\r\n\r\n01" + head + "8-9/10\r\n\r\n89" + line + "--\r\n");
    }
  }

  private static Stream<DynamicTest> cases(String table) {
    return Script.all(table).stream()
        .map(
            script ->
                DynamicTest.dynamicTest(
                    script.title(),
                    () -> STAGES.computeIfAbsent(script.config(), Stage::new).play(script)));
  }
}
