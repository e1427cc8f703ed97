package io.sluice.admin;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request.
 *
 * @param values by name, percent-decoded
 */
record Query(Map<String, List<String>> values) {
  static final Query NONE = new Query(Map.of());

  /** The only parameter that may come several times. */
  private static final String LABEL = "label";

  private static final int MOST_ITEMS = 1000;
  private static final Duration MOST_WAIT = Duration.ofHours(1);

  /** Of a request target. */
  static Query of(String target, Set<String> known) throws Refused {
    if (target.indexOf('?') < 0) {
      return NONE;
    }
    Map<String, List<String>> values;
    try {
      values = new QueryStringDecoder(target).parameters();
    } catch (IllegalArgumentException e) {
      throw bad("The query has an escape that is none.");
    }
    for (Map.Entry<String, List<String>> parameter : values.entrySet()) {
      String name = parameter.getKey();
      if (!known.contains(name)) {
        String expected = known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known));
        throw Refused.because(
            400,
            "unknown_parameter",
            "Query parameter '" + Json.shortened(name) + "' (expected: " + expected + ").");
      }
      if (parameter.getValue().size() > 1 && !name.equals(LABEL)) {
        throw bad("Query parameter " + name + ": given twice (expected: once).");
      }
    }
    return new Query(values);
  }

  /** A refusal of the query. */
  static Refused bad(String detail) {
    return Refused.because(400, "bad_parameter", detail);
  }

  /** A refusal of one parameter. */
  static Refused bad(String name, String value, String expected) {
    return bad(
        "Query parameter "
            + name
            + ": "
            + Json.shortened(value)
            + " (expected: "
            + expected
            + ").");
  }

  /** The value of a parameter, or null. */
  @Nullable String text(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.get(0);
  }

  /** Each value of {@code label}. */
  List<String> labels() {
    return values.getOrDefault(LABEL, List.of());
  }

  /** Whether a parameter is {@code true}; absent = false. */
  boolean flag(String name) throws Refused {
    String value = text(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw bad(name, value, "true or false");
  }

  /** A whole number; null when it is absent. */
  @Nullable Long number(String name) throws Refused {
    String value = text(name);
    if (value == null) {
      return null;
    }
    if (!value.matches("[0-9]{1,18}")) {
      throw bad(name, value, "a whole number");
    }
    return Long.valueOf(value);
  }

  /** How many items a list may have. */
  int limit() throws Refused {
    Long limit = number("limit");
    if (limit == null) {
      return 100;
    }
    if (limit < 1 || limit > MOST_ITEMS) {
      throw bad("limit", limit.toString(), "1 to " + MOST_ITEMS);
    }
    return limit.intValue();
  }

  /** Within which time a write is to be confirmed; null = it stays. */
  @Nullable Duration confirmWithin() throws Refused {
    String value = text("confirm_within");
    if (value == null) {
      return null;
    }
    Duration time = null;
    if (value.matches("[1-9][0-9]{0,6}(s|m|h)")) {
      long count = Long.parseLong(value.substring(0, value.length() - 1));
      time =
          switch (value.charAt(value.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
          };
    }
    if (time == null || time.compareTo(MOST_WAIT) > 0) {
      throw bad("confirm_within", value, "a time such as 60s, from 1s to 1h");
    }
    return time;
  }
}
