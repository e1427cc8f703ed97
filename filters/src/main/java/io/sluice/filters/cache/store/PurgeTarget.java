package io.sluice.filters.cache.store;

import io.sluice.gateway.api.Purge;
import io.sluice.gateway.http.Authority;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a purge is about, in a form that responses are quickly compared with. Immutable. */
sealed interface PurgeTarget {

  /**
   * Of a purge. An address that is none matches nothing.
   *
   * <p>One without a scheme is about both, one without a host about all. A port that is the usual
   * one of the scheme may be left out, and no other.
   */
  static PurgeTarget of(Purge purge) {
    String value = purge.value();
    return switch (purge.by()) {
      case TAG -> new Exact('t' + value);
      case ROUTE -> new Exact('r' + value);
      case KEY -> Exact.of(Prefix.of(value));
      case PREFIX -> Prefix.of(value);
    };
  }

  /** The port that is left out. */
  private static String usualPort(String scheme) {
    return scheme.equals("https") ? "443" : "80";
  }

  /**
   * What is found by its text: a tag, a route or a whole address.
   *
   * @param text its first character says which
   */
  record Exact(String text) implements PurgeTarget {

    private static Exact of(Prefix address) {
      String start = address.start();
      String rest = start.startsWith("/") ? start : '/' + start;
      int mark = rest.indexOf('?');
      if (mark >= 0) {
        rest = rest.substring(0, mark + 1) + KeyQuery.sorted(rest.substring(mark + 1));
      }
      if (address.host() == null) {
        return new Exact('p' + rest);
      }
      String host = withPort(address.host(), address.port());
      return new Exact(
          address.scheme() == null
              ? 'h' + host + rest
              : 'u' + address.scheme() + "://" + host + rest);
    }

    /** All that a purge of this response may have said. */
    static List<String> textsOf(CacheKey key, List<String> tags) {
      List<String> texts = new ArrayList<>(5 + tags.size());
      texts.add('r' + key.routeId());
      for (int i = 0; i < tags.size(); i++) {
        texts.add('t' + tags.get(i));
      }
      String rest = Prefix.rest(key);
      String port = key.port();
      String host = withPort(key.host(), port);
      texts.add('p' + rest);
      texts.add('h' + host + rest);
      texts.add('u' + key.scheme() + "://" + host + rest);
      if (port == null) {
        texts.add('h' + withPort(host, usualPort(key.scheme())) + rest);
      }
      return texts;
    }

    private static String withPort(String host, @Nullable String port) {
      return port == null ? host : host + ':' + port;
    }
  }

  /**
   * What addresses begin with.
   *
   * @param scheme in lower case; null = any
   * @param host in lower case; null = any
   * @param port null = the usual one
   * @param start of path and query
   */
  record Prefix(@Nullable String scheme, @Nullable String host, @Nullable String port, String start)
      implements PurgeTarget {

    private static Prefix of(String address) {
      int slash = end(address, 0);
      if (slash == 0) {
        return new Prefix(null, null, null, address);
      }
      int mark = address.indexOf("://");
      boolean hasScheme = mark > 0 && mark < slash;
      String scheme = hasScheme ? address.substring(0, mark).toLowerCase(Locale.ROOT) : null;
      int from = hasScheme ? mark + 3 : 0;
      int end = end(address, from);
      String authority = address.substring(from, end);
      int colon = Authority.portAt(authority);
      boolean hasPort = colon >= 0 && colon < authority.length() - 1;
      String port = hasPort ? authority.substring(colon + 1) : null;
      if (scheme != null && usualPort(scheme).equals(port)) {
        port = null;
      }
      String start = address.substring(end);
      return new Prefix(
          scheme, Authority.host(authority), port, start.startsWith("?") ? '/' + start : start);
    }

    /** The first slash or question mark, or the end. */
    private static int end(String address, int from) {
      int at = from;
      while (at < address.length() && address.charAt(at) != '/' && address.charAt(at) != '?') {
        at++;
      }
      return at;
    }

    boolean matches(CacheKey key, String rest) {
      return rest.startsWith(start)
          && (scheme == null || scheme.equals(key.scheme()))
          && (host == null || (host.equals(key.host()) && isAt(key)));
    }

    private boolean isAt(CacheKey key) {
      String its = key.port();
      return port == null
          ? its == null
          : port.equals(its == null && scheme == null ? usualPort(key.scheme()) : its);
    }

    /** Path and query of a request. */
    static String rest(CacheKey key) {
      String query = key.query();
      return query == null ? key.path() : key.path() + '?' + query;
    }
  }
}
