package io.sluice.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.MatchConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against {@link NaiveMatcher}, which tries every route in the plainest way. */
class RouteTablePropertyTest {
  private static final int TABLES = 500;
  private static final int REQUESTS = 60;

  private static final String[] HOSTS = {
    "test", "a.test", "b.a.test", "c.b.a.test", "a.org", "*.test", "*.a.test", "*.b.a.test", "*.org"
  };
  private static final String MIDDLE = "m".repeat(63);

  /** The last two have the same hash: it turns by 7 bits a character, so 64 go round. */
  private static final String[] SEGMENTS = {
    "a", "b", "c", "aa", "x%20y", "a" + MIDDLE + "b", "b" + MIDDLE + "a"
  };

  private static final String[] REGEXES = {
    "/.*", "/a/.*", "/(a|b)/c?", "/[ab]+", "/a|/b.*", "/b/?"
  };
  private static final String[] METHODS = {"GET", "PUT", "POST"};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void findsTheRouteThatTryingAllOfThemFinds(long seed) {
    compareTables(new Random(seed), TABLES, IndexKeys.WHOLE);
  }

  /**
   * Keys of few bits make one place of places at any depth, under any host. Going round in circles
   * then costs time that grows with the depth of the path, so there are no deep ones.
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
        MatchConfig match = randomMatch(random);
        naive.add(priority, match);
        builder.add("r" + i, priority, match, i);
      }
      compare(builder.build(keys), naive, random);
    }
  }

  private static void compare(RouteTable<Integer> table, NaiveMatcher naive, Random random) {
    for (int i = 0; i < REQUESTS; i++) {
      TestRequest request = randomRequest(random);
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

  private static MatchConfig randomMatch(Random random) {
    Matches matches = Matches.any();
    if (random.nextInt(3) > 0) {
      matches = Matches.host(randomHosts(random));
    }
    switch (random.nextInt(9)) {
      case 0, 1 -> matches.exact(randomPath(random));
      case 2, 3 -> matches.prefix(randomPath(random));
      case 4, 5, 6 -> matches.template(randomTemplate(random));
      case 7 -> matches.regex(REGEXES[random.nextInt(REGEXES.length)]);
      default -> {} // any path
    }
    if (random.nextInt(3) == 0) {
      matches.method(METHODS[random.nextInt(METHODS.length)]);
    }
    if (random.nextInt(5) == 0) {
      matches.header(Matches.is("x", "" + random.nextInt(2)));
    }
    if (random.nextInt(8) == 0) {
      matches.query(Matches.present("q", random.nextBoolean()));
    }
    if (random.nextInt(8) == 0) {
      matches.cookie(Matches.startsWith("c", "" + random.nextInt(2)));
    }
    if (random.nextInt(8) == 0) {
      matches.from("10.0.0.0/8");
    }
    return matches.build();
  }

  private static String[] randomHosts(Random random) {
    String[] hosts = new String[1 + random.nextInt(2)];
    for (int i = 0; i < hosts.length; i++) {
      hosts[i] = HOSTS[random.nextInt(HOSTS.length)];
    }
    return hosts;
  }

  private static String randomPath(Random random) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      path.append('/').append(SEGMENTS[random.nextInt(SEGMENTS.length)]);
    }
    String text = path.toString();
    text = random.nextInt(20) == 0 ? text.replaceFirst("/b", "//b") : text;
    return random.nextInt(5) == 0 ? text + "/" : text;
  }

  private static String randomTemplate(Random random) {
    List<String> segments = new ArrayList<>();
    int depth = 1 + random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      boolean variable = random.nextBoolean();
      segments.add(variable ? "{p" + i + "}" : SEGMENTS[random.nextInt(SEGMENTS.length)]);
    }
    if (random.nextInt(4) == 0) {
      segments.add(random.nextBoolean() ? "{*rest}" : "");
    }
    return "/" + String.join("/", segments);
  }

  private static TestRequest randomRequest(Random random) {
    String host = HOSTS[random.nextInt(HOSTS.length)].replace("*", random.nextInt(4) + "");
    String path = random.nextInt(20) == 0 ? "/" : randomPath(random);
    path = random.nextInt(20) == 0 ? path.replaceFirst("/a", "//a") : path;
    TestRequest request = new TestRequest(METHODS[random.nextInt(METHODS.length)], host, path);
    for (int i = random.nextInt(3); i > 0; i--) {
      request.header("x", "" + random.nextInt(3));
    }
    if (random.nextBoolean()) {
      request.parameter("q", "").cookie("c", random.nextInt(3) + "z");
    }
    return random.nextBoolean() ? request.from("10.9.8.7") : request;
  }
}
