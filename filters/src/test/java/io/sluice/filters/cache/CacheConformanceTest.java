package io.sluice.filters.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
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

  private static Stream<DynamicTest> cases(String table) {
    return Script.all(table).stream()
        .map(
            script ->
                DynamicTest.dynamicTest(
                    script.title(),
                    () -> STAGES.computeIfAbsent(script.config(), Stage::new).play(script)));
  }
}
