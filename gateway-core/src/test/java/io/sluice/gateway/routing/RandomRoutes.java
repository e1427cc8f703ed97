package io.sluice.gateway.routing;

import io.sluice.gateway.config.MatchConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Matches and requests that have so much in common that they often meet. */
final class RandomRoutes {
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

  private RandomRoutes() {}

  static MatchConfig match(Random random) {
    Matches matches = Matches.any();
    if (random.nextInt(3) > 0) {
      matches = Matches.host(hosts(random));
    }
    switch (random.nextInt(9)) {
      case 0, 1 -> matches.exact(path(random));
      case 2, 3 -> matches.prefix(path(random));
      case 4, 5, 6 -> matches.template(template(random));
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

  private static String[] hosts(Random random) {
    String[] hosts = new String[1 + random.nextInt(2)];
    for (int i = 0; i < hosts.length; i++) {
      hosts[i] = HOSTS[random.nextInt(HOSTS.length)];
    }
    return hosts;
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      path.append('/').append(SEGMENTS[random.nextInt(SEGMENTS.length)]);
    }
    String text = path.toString();
    text = random.nextInt(20) == 0 ? text.replaceFirst("/b", "//b") : text;
    return random.nextInt(5) == 0 ? text + "/" : text;
  }

  private static String template(Random random) {
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

  static TestRequest request(Random random) {
    String host = HOSTS[random.nextInt(HOSTS.length)].replace("*", random.nextInt(4) + "");
    String path = random.nextInt(20) == 0 ? "/" : path(random);
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
