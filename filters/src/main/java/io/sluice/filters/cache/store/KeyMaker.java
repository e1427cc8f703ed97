package io.sluice.filters.cache.store;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.FastThreadLocal;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.http.Authority;
import java.util.List;

/**
 * Makes keys by rules. Immutable.
 *
 * <p>What the origin is asked for tells requests apart, as filters in front have left it: the path
 * and query that are forwarded, and the authority with its port, which origins may write into
 * links. The method is no part: HEAD is answered from what GET has got, and no other is.
 */
public final class KeyMaker {
  private static final int LONG = 16 << 10; // characters

  private static final FastThreadLocal<Scratch> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }
      };

  /** What a thread needs while it makes a key. */
  private static final class Scratch {
    final KeyQuery query = new KeyQuery();
    StringBuilder text = new StringBuilder(256);

    StringBuilder cleared() {
      if (text.capacity() > LONG) {
        text = new StringBuilder(256);
      }
      text.setLength(0);
      return text;
    }
  }

  private final KeyRules rules;
  private final String fingerprint;

  /** By these rules. */
  public KeyMaker(KeyRules rules) {
    this.rules = rules;
    this.fingerprint = rules.fingerprint();
  }

  /** The key of a request; to be called on its event loop. */
  public CacheKey of(Exchange exchange) {
    String path = exchange.path();
    String origin = exchange.originPath();
    Scratch scratch = SCRATCH.get();
    StringBuilder key = scratch.cleared();
    CacheKey.append(key, exchange.routeId());
    CacheKey.append(key, exchange.scheme());
    CacheKey.append(key, exchange.host());
    appendPort(key, exchange.authority(), exchange.scheme());
    CacheKey.append(key, path);
    CacheKey.append(key, fingerprint);
    CacheKey.append(key, origin.equals(path) ? null : origin);
    scratch.query.append(key, exchange.forwardQuery(), rules);
    KeySpelling.append(key, exchange);
    appendHeaders(key, exchange);
    appendCookies(key, exchange);
    if (rules.consumer()) {
      CacheKey.append(key, exchange.consumer());
    }
    return new CacheKey(key.toString());
  }

  private static void appendPort(StringBuilder to, String authority, String scheme) {
    int colon = Authority.portAt(authority);
    if (colon < 0 || KeySpelling.isUsual(scheme, authority)) {
      to.append('-');
    } else {
      to.append(authority.length() - colon - 1).append(authority, colon, authority.length());
    }
  }

  /** All lines of each: an origin may go by any of them. */
  private void appendHeaders(StringBuilder to, Exchange exchange) {
    List<String> names = rules.headers();
    for (int i = 0; i < names.size(); i++) {
      appendAll(to, exchange.requestHeaders().getAll(names.get(i)));
    }
  }

  private static void appendAll(StringBuilder to, List<String> values) {
    to.append(values.size()).append(';');
    for (int i = 0; i < values.size(); i++) {
      CacheKey.append(to, values.get(i));
    }
  }

  private void appendCookies(StringBuilder to, Exchange exchange) {
    List<String> names = rules.cookies();
    if (names.isEmpty()) {
      return;
    }
    List<String> fields = exchange.requestHeaders().getAll(HttpHeaderNames.COOKIE);
    for (int i = 0; i < names.size(); i++) {
      KeyCookies.append(to, fields, names.get(i));
    }
  }
}
