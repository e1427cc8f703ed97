package io.sluice.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.MatchConfig;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against {@link NaiveMatcher}, which tries every route in the plainest way. */
class RouteTablePropertyTest {
  private static final int TABLES = 500;
  private static final int REQUESTS = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void findsTheRouteThatTryingAllOfThemFinds(long seed) {
    compareTables(new Random(seed), TABLES, IndexKeys.WHOLE);
  }

  /**
   * Keys of so few bits are the same for places at any depth, under any host: the table takes
   * others. Those of 20 bits often do for the routes, and what else requests lead to collides.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0xF, 0xFF, 0xFFFFF, 0xF000000000000000L, 0xFFFFFFFF00000000L})
  void findsItWhenKeysCollide(long mask) {
    compareTables(new Random(mask), TABLES / 4, new IndexKeys(mask));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, PathPattern.MAX_SEGMENTS})
  void findsDeepPathsAmongDeepRoutes(int depth) {
    String deep = "/a".repeat(depth);
    NaiveMatcher naive = new NaiveMatcher();
    RouteTable.Builder<Integer> builder = RouteTable.builder();
    List<Matches> matches =
        List.of(
            Matches.any().exact(deep),
            Matches.any().prefix(deep),
            Matches.any().prefix("/a"),
            Matches.any().template(deep.substring(2) + "/{p0}"),
            Matches.any().template(deep.substring(2) + "/{*rest}"),
            Matches.host("*.test").prefix("/b" + deep.substring(2)));
    for (int i = 0; i < matches.size(); i++) {
      naive.add(0, matches.get(i).build());
      builder.add("r" + i, 0, matches.get(i).build(), i);
    }
    RouteTable<Integer> table = builder.build();
    for (String end : List.of("", "/", "/a", "//", "/b", "b", "/a".repeat(3_000))) {
      for (String start : List.of("", "/a", "/b", "/")) {
        TestRequest request = TestRequest.get("a.test" + start + deep + end);
        RouteEntry<Integer> found = table.match(request);
        assertThat(found == null ? -1 : found.value()).isEqualTo(naive.match(request));
      }
    }
  }

  private static void compareTables(Random random, int tables, IndexKeys keys) {
    for (int t = 0; t < tables; t++) {
      NaiveMatcher naive = new NaiveMatcher();
      RouteTable.Builder<Integer> builder = RouteTable.builder();
      int routes = t % 50 == 0 ? 300 : random.nextInt(20);
      for (int i = 0; i < routes; i++) {
        int priority = random.nextInt(5) == 0 ? random.nextInt(3) - 1 : 0;
        MatchConfig match = RandomRoutes.match(random);
        naive.add(priority, match);
        builder.add("r" + i, priority, match, i);
      }
      compare(builder.build(keys), naive, random);
    }
  }

  private static void compare(RouteTable<Integer> table, NaiveMatcher naive, Random random) {
    for (int i = 0; i < REQUESTS; i++) {
      TestRequest request = RandomRoutes.request(random);
      RouteEntry<Integer> found = table.match(request);
      int expected = naive.match(request);
      assertThat(found == null ? -1 : found.value())
          .as(() -> request + " in\n" + table)
          .isEqualTo(expected);
      if (found == null) {
        assertThat(table.allowedMethods(request)).isEqualTo(naive.allowedMethods(request));
      } else {
        for (String name : List.of("p0", "p1", "p2", "p3", "rest")) {
          assertThat(found.pathParameter(request.path(), name))
              .isEqualTo(naive.parameter(expected, request.path(), name));
        }
      }
    }
  }
}
