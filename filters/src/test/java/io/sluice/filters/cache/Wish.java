package io.sluice.filters.cache;

import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A random request, of few values, so that some agree in what counts and not in the rest.
 *
 * @param number of no other request
 * @param caller who authenticates, or null
 */
record Wish(
    int number,
    String method,
    String host,
    String path,
    @Nullable String query,
    @Nullable String caller,
    @Nullable String user,
    @Nullable String a,
    @Nullable String cookie,
    @Nullable String authorization) {

  static final String[] ROUTES = {"plain", "consumer", "rewritten", "told", "both", "keyed"};

  static Wish random(Random random, int number) {
    String route = ROUTES[random.nextInt(ROUTES.length)];
    int method = random.nextInt(30);
    return new Wish(
        number,
        method == 0 ? "POST" : method < 3 ? "HEAD" : "GET",
        "h" + random.nextInt(2),
        "/" + route + "/" + random.nextInt(2),
        some(random, 6, "q=1", "q=2"),
        some(random, 2, "ann", "bob"),
        some(random, 4, "u1", "u2"),
        some(random, 3, "1", "2"),
        some(random, 6, "s=1", "s=2; lang=de", "lang=en"),
        some(random, 8, "Basic YTpi", "Bearer t"));
  }

  /** One of the values, or null once in {@code each} times or more. */
  private static @Nullable String some(Random random, int nulls, String... values) {
    int one = random.nextInt(values.length + nulls);
    return one < values.length ? values[one] : null;
  }

  String route() {
    return path.substring(1, path.indexOf('/', 1));
  }

  /** Sends it, and reads what comes. */
  RawResponse send(RawClient client) {
    StringBuilder head = new StringBuilder(method).append(' ').append(path);
    if (query != null) {
      head.append('?').append(query);
    }
    head.append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
    add(head, "X-Number", Integer.toString(number));
    add(head, "X-Caller", caller);
    add(head, "X-User", user);
    add(head, "X-A", a);
    add(head, "Cookie", cookie);
    add(head, "Authorization", authorization);
    if (method.equals("POST")) {
      add(head, "Content-Length", "0");
    }
    client.send(head.append("\r\n").toString());
    return method.equals("HEAD") ? client.readToHead() : client.read();
  }

  private static void add(StringBuilder head, String name, @Nullable String value) {
    if (value != null) {
      head.append(name).append(": ").append(value).append("\r\n");
    }
  }

  /** The path that the origin has to be asked for, as far as the cache can know. */
  String originPath() {
    boolean rewritten = route().equals("rewritten") || route().equals("both");
    return rewritten ? "/u/" + (user == null ? "" : user) : path;
  }

  /**
   * What the origin has to be told in a field, or null, as far as the cache can know: filters
   * behind it, which do not run for what is stored, may say more.
   */
  @Nullable String told(String field) {
    return switch (field) {
      case "x-a" -> a;
      case "x-user" -> user;
      case "x-who" -> null;
      case "cookie" -> cookie;
      case "authorization" -> authorization;
      default -> throw new IllegalArgumentException(field);
    };
  }
}
