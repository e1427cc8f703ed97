package io.sluice.filters.cache.rules;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What a request's Cache-Control asks of caches (RFC 9111 section 5.2.1). Immutable. */
public final class RequestDirectives {

  /** Of a request that asks for nothing. */
  public static final RequestDirectives NONE = new RequestDirectives();

  private boolean noStore;
  private boolean noCache;
  private boolean onlyIfCached;
  private long maxAge = Seconds.NONE;
  private long minFresh = Seconds.NONE;
  private long maxStale = Seconds.NONE;

  private RequestDirectives() {}

  /** Of a request's fields. */
  public static RequestDirectives of(HttpHeaders request) {
    if (request.contains(HttpHeaderNames.CACHE_CONTROL)) {
      RequestDirectives all = new RequestDirectives();
      DirectiveReader.read(request.getAll(HttpHeaderNames.CACHE_CONTROL), all::take);
      return all;
    }
    if (request.contains(HttpHeaderNames.PRAGMA)) { // of HTTP/1.0 (section 5.4)
      RequestDirectives all = new RequestDirectives();
      DirectiveReader.read(
          request.getAll(HttpHeaderNames.PRAGMA),
          (name, value) -> all.noCache |= name.equals("no-cache"));
      return all;
    }
    return NONE;
  }

  private void take(String name, @Nullable String value) {
    switch (name) {
      case "no-store" -> noStore = true;
      case "no-cache" -> noCache = true;
      case "only-if-cached" -> onlyIfCached = true;
      case "max-age" -> maxAge = maxAge < 0 ? Seconds.ofLifetime(value) : maxAge;
      case "min-fresh" -> minFresh = minFresh < 0 ? Seconds.of(value) : minFresh;
      case "max-stale" -> maxStale = maxStale < 0 ? maxStale(value) : maxStale;
      default -> {}
    }
  }

  /** Without a number it is any (section 5.2.1.2). */
  private static long maxStale(@Nullable String value) {
    return value == null ? Seconds.MOST : Seconds.of(value);
  }

  /** Nothing of the request or its response may be kept. */
  public boolean noStore() {
    return noStore;
  }

  /** The origin must be asked. */
  public boolean noCache() {
    return noCache;
  }

  /** The origin must not be asked. */
  public boolean onlyIfCached() {
    return onlyIfCached;
  }

  /** Greatest age in seconds; negative = any. */
  public long maxAge() {
    return maxAge;
  }

  /** For how many seconds more it must be fresh; negative = none. */
  public long minFresh() {
    return minFresh;
  }

  /** For how many seconds it may have been stale; negative = none. */
  public long maxStale() {
    return maxStale;
  }
}
