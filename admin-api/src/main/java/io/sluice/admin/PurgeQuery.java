package io.sluice.admin;

import io.sluice.gateway.api.Purge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a query names that is to go: {@code tag=news&soft=true}. */
final class PurgeQuery {
  static final String[] PARAMETERS = {"key", "prefix", "tag", "route", "soft"};

  private static final String HOST =
      "(\\[[^\\s\\p{Cntrl}/?#\\]]+]|[^\\s\\p{Cntrl}/?#:]+)(:[0-9]+)?";
  private static final Pattern ADDRESS = pattern("((https?://)?" + HOST + ")?/[^\\s\\p{Cntrl}#]*");
  private static final Pattern NAME = pattern("(?! )[[^\\s\\p{Cntrl}] ]+(?<! )");

  private PurgeQuery() {}

  /** Whatever ends a line somewhere has no place in an audit log. */
  private static Pattern pattern(String text) {
    return Pattern.compile(text, Pattern.UNICODE_CHARACTER_CLASS);
  }

  static Purge in(Query query) throws Refused {
    List<Purge> named = new ArrayList<>();
    for (Purge.By by : Purge.By.values()) {
      String value = query.text(name(by));
      if (value != null) {
        named.add(new Purge(by, checked(by, value), query.flag("soft")));
      }
    }
    if (named.size() != 1) {
      throw Query.bad(
          named.size() + " of key, prefix, tag and route are given (expected: exactly one).");
    }
    return named.get(0);
  }

  static String name(Purge.By by) {
    return by.name().toLowerCase(Locale.ROOT);
  }

  private static String checked(Purge.By by, String value) throws Refused {
    String expected =
        switch (by) {
          case KEY, PREFIX -> "an address such as http://host/path, host/path or /path";
          case TAG -> "a tag as the origin gives it";
          case ROUTE -> "the id of a route";
        };
    Pattern pattern = by == Purge.By.KEY || by == Purge.By.PREFIX ? ADDRESS : NAME;
    if (!pattern.matcher(value).matches()) {
      throw Query.bad(name(by), value, expected);
    }
    return value;
  }
}
