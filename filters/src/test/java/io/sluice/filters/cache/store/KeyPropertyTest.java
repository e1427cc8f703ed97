package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No answer is given to a request that it was not made for: random requests, of so few letters that
 * many are alike, have one key exactly when all that counts is equal.
 */
class KeyPropertyTest {
  private static final int REQUESTS = 20_000;
  private static final String[] TEXTS = {"", "a", "b", "ab", "1:a", "-", ":", "2;", "a;", "1"};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void oneKeyIsForRequestsThatAreAlike(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    KeyRules rules =
        new KeyRules(List.of("x*"), null, List.of("h", "i"), List.of("c", "d"), seed % 2 == 0);
    KeyMaker maker = new KeyMaker(rules);
    Map<List<@Nullable Object>, CacheKey> keys = new HashMap<>();
    Map<CacheKey, List<@Nullable Object>> requests = new HashMap<>();
    int alike = 0;
    for (int i = 0; i < REQUESTS; i++) {
      Asked asked = asked(random);
      List<@Nullable Object> parts = parts(asked, rules);
      CacheKey key = maker.of(asked.exchange());
      CacheKey before = keys.put(parts, key);
      assertThat(before == null || before.equals(key)).as(() -> parts + ": " + key).isTrue();
      List<@Nullable Object> others = requests.put(key, parts);
      assertThat(others == null || others.equals(parts)).as(() -> parts + ": " + others).isTrue();
      alike += before == null ? 0 : 1;
    }
    assertThat(alike).isPositive();
    assertThat(keys).hasSizeGreaterThan(100);
  }

  private static String one(SplittableRandom random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  /** Most parts are as they always are, so that many requests differ in one alone. */
  private static Asked asked(SplittableRandom random) {
    boolean[] other = new boolean[7];
    for (int i = 0; i < 3; i++) {
      other[random.nextInt(other.length)] = true;
    }
    return new Asked(
        other[0] ? "r" + one(random) : "r",
        "https",
        other[1] ? random.nextBoolean() ? "a:1" : "a:11" : "a",
        other[2] ? "/" + one(random) : "/",
        other[3] ? "/" + one(random) : null,
        other[4] ? query(random) : null,
        other[5] ? lines(random) : "",
        other[6] ? one(random) : null);
  }

  private static String query(SplittableRandom random) {
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = random.nextInt(3) == 0 ? "x" : random.nextBoolean() ? "a" : "b";
      query.append(query.isEmpty() ? "" : "&").append(name);
      query.append(random.nextBoolean() ? "=" + random.nextInt(2) : "");
    }
    return query.toString();
  }

  private static String lines(SplittableRandom random) {
    String[] all = {"h: ", "i: ", "g: ", "Cookie: c=", "Cookie: d=", "Cookie: e="};
    StringBuilder lines = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      String line = all[random.nextInt(all.length)];
      lines.append('|').append(line).append(one(random).replace(";", ""));
    }
    return lines.toString();
  }

  private static List<@Nullable Object> parts(Asked asked, KeyRules rules) {
    List<@Nullable Object> parts = new ArrayList<>();
    parts.add(asked.route());
    parts.add(asked.authority());
    parts.add(asked.path());
    String forwarded = asked.forwardPath();
    parts.add(forwarded == null ? asked.path() : forwarded);
    parts.add(parameters(asked.query()));
    rules.headers().forEach(name -> parts.add(asked.fields().getAll(name)));
    for (String name : rules.cookies()) {
      parts.add(
          asked.fields().getAll("cookie").stream()
              .filter(line -> line.startsWith(name + "="))
              .toList());
    }
    parts.add(rules.consumer() ? asked.consumer() : null);
    return parts;
  }

  private static @Nullable List<String> parameters(@Nullable String query) {
    if (query == null) {
      return null;
    }
    List<String> counting =
        Arrays.stream(query.split("&", -1))
            .filter(parameter -> !parameter.startsWith("x"))
            .sorted(Comparator.comparing(parameter -> parameter.replaceAll("=.*", "")))
            .toList();
    return counting.isEmpty() ? null : counting;
  }
}
