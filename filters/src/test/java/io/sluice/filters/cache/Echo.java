package io.sluice.filters.cache;

import io.sluice.gateway.testkit.ReceivedRequest;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A random answer of an origin, and the request that it answers.
 *
 * @param terms its Cache-Control
 * @param vary its Vary; empty for none
 * @param setsCookie whether it has a Set-Cookie
 */
record Echo(ReceivedRequest request, String terms, String vary, boolean setsCookie) {
  private static final String[] TERMS = {
    "max-age=60",
    "max-age=60",
    "public, max-age=60",
    "public, max-age=60",
    "s-maxage=60",
    "max-age=60, must-revalidate",
    "max-age=2, stale-while-revalidate=60",
    "public, max-age=2, stale-if-error=60",
    "private=\"x-own\", max-age=60",
    "private, max-age=60",
    "no-store",
    "no-cache"
  };
  private static final String[] VARY = {
    "", "", "", "x-a", "cookie", "x-user", "x-a, cookie", "authorization", "x-who", "*"
  };

  static Echo random(Random random, ReceivedRequest request) {
    return new Echo(
        request,
        TERMS[random.nextInt(TERMS.length)],
        VARY[random.nextInt(VARY.length)],
        random.nextInt(5) == 0);
  }

  String fields(int id) {
    return "Cache-Control: "
        + terms
        + (vary.isEmpty() ? "" : "\r\nVary: " + vary)
        + (setsCookie ? "\r\nSet-Cookie: sid=" + id : "")
        + "\r\nETag: \""
        + id
        + "\"\r\nX-Own: "
        + id
        + "\r\n";
  }

  boolean isOf(Wish wish) {
    return told("x-number").equals(Integer.toString(wish.number()));
  }

  private String told(String field) {
    String value = request.headers().first(field);
    return value == null ? "" : value;
  }

  /** Why another client must not get it, or null when it may. */
  @Nullable String crossing(Wish wish) {
    String target = wish.originPath() + (wish.query() == null ? "" : "?" + wish.query());
    if (!told("host").equals(wish.host()) || !request.target().equals(target)) {
      return "of another address";
    }
    if (terms.startsWith("private, ") || terms.equals("no-store") || terms.equals("no-cache")) {
      return terms;
    }
    boolean forAll = terms.startsWith("public") || terms.startsWith("s-maxage");
    if (setsCookie && !forAll) {
      return "with a cookie";
    }
    for (String field : vary.isEmpty() ? new String[0] : vary.split(", ")) {
      String mine = field.equals("*") ? null : wish.told(field);
      if (field.equals("*") || !told(field).equals(mine == null ? "" : mine)) {
        return "of another " + field;
      }
    }
    return crossesCallers(wish, forAll || terms.endsWith("must-revalidate"));
  }

  private @Nullable String crossesCallers(Wish wish, boolean shared) {
    String caller = told("x-called-by"); // the authenticating filter says it for this test
    boolean keyed = wish.route().equals("consumer");
    if (keyed && !caller.equals(wish.caller() == null ? "" : wish.caller())) {
      return "of another consumer";
    }
    boolean known = !caller.isEmpty() || !told("authorization").isEmpty();
    if (shared || (keyed && !caller.isEmpty() && wish.authorization() == null)) {
      return null;
    }
    boolean shows = wish.caller() != null || wish.authorization() != null;
    return known ? "of who is authorized" : shows ? "of who is not authorized" : null;
  }
}
