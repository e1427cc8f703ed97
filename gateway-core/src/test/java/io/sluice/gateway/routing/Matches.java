package io.sluice.gateway.routing;

import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.config.MatchConfig;
import io.sluice.gateway.config.PathMatch;
import io.sluice.gateway.config.ValueMatch;
import java.util.ArrayList;
import java.util.List;

/** Puts a match together: {@code Matches.host("a.test").prefix("/x").method("GET").build()}. */
final class Matches {
  private final List<String> hosts = new ArrayList<>();
  private final List<String> methods = new ArrayList<>();
  private final List<ValueMatch> headers = new ArrayList<>();
  private final List<ValueMatch> query = new ArrayList<>();
  private final List<ValueMatch> cookies = new ArrayList<>();
  private final List<Cidr> networks = new ArrayList<>();
  private PathMatch path;

  static Matches any() {
    return new Matches();
  }

  static Matches host(String... hosts) {
    Matches matches = new Matches();
    matches.hosts.addAll(List.of(hosts));
    return matches;
  }

  Matches exact(String text) {
    path = new PathMatch(text, null, null, null);
    return this;
  }

  Matches prefix(String text) {
    path = new PathMatch(null, text, null, null);
    return this;
  }

  Matches template(String text) {
    path = new PathMatch(null, null, text, null);
    return this;
  }

  Matches regex(String text) {
    path = new PathMatch(null, null, null, text);
    return this;
  }

  /** A path as a table test writes it: its kind, a space, its text. */
  Matches path(String kindAndText) {
    String text = kindAndText.substring(kindAndText.indexOf(' ') + 1);
    return switch (kindAndText.substring(0, kindAndText.indexOf(' '))) {
      case "exact" -> exact(text);
      case "prefix" -> prefix(text);
      case "template" -> template(text);
      case "regex" -> regex(text);
      default -> throw new IllegalArgumentException(kindAndText);
    };
  }

  Matches method(String... names) {
    methods.addAll(List.of(names));
    return this;
  }

  Matches header(ValueMatch condition) {
    headers.add(condition);
    return this;
  }

  Matches query(ValueMatch condition) {
    query.add(condition);
    return this;
  }

  Matches cookie(ValueMatch condition) {
    cookies.add(condition);
    return this;
  }

  Matches from(String... cidrs) {
    for (String cidr : cidrs) {
      networks.add(Cidr.parse(cidr));
    }
    return this;
  }

  static ValueMatch is(String name, String value) {
    return new ValueMatch(name, value, null, null, null);
  }

  static ValueMatch startsWith(String name, String value) {
    return new ValueMatch(name, null, value, null, null);
  }

  static ValueMatch like(String name, String regex) {
    return new ValueMatch(name, null, null, regex, null);
  }

  static ValueMatch present(String name, boolean present) {
    return new ValueMatch(name, null, null, null, present);
  }

  MatchConfig build() {
    return new MatchConfig(hosts, path, methods, headers, query, cookies, networks);
  }
}
