package io.sluice.filters.cache.rules;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a response says to shared caches: its Cache-Control (RFC 9111 section 5.2.2), or in its
 * place a CDN-Cache-Control (RFC 9213). Of a directive that is there twice the first counts (RFC
 * 9111 section 4.2.1). Immutable.
 */
public final class ResponseDirectives {
  private boolean targeted;
  private boolean noStore;
  private boolean noCache;
  private boolean isPrivate;
  private boolean isPublic;
  private boolean mustRevalidate;
  private boolean proxyRevalidate;
  private boolean mustUnderstand;
  private boolean noTransform;
  private final Set<String> unshared = new HashSet<>(); // fields of no-cache="..", private=".."
  private long maxAge = Seconds.NONE;
  private long sharedMaxAge = Seconds.NONE;
  private long staleWhileRevalidate = Seconds.NONE;
  private long staleIfError = Seconds.NONE;

  private ResponseDirectives() {}

  /** Of a response's fields. */
  public static ResponseDirectives of(HttpHeaders response) {
    ResponseDirectives all = new ResponseDirectives();
    all.targeted = TargetedDirectives.read(response, all::take);
    if (!all.targeted) {
      DirectiveReader.read(response.getAll(HttpHeaderNames.CACHE_CONTROL), all::take);
    }
    return all;
  }

  private void take(String name, @Nullable String value) {
    switch (name) {
      case "no-store" -> noStore = true;
      case "no-cache" -> noCache |= !names(value);
      case "private" -> isPrivate |= !names(value);
      case "public" -> isPublic = true;
      case "must-revalidate" -> mustRevalidate = true;
      case "proxy-revalidate" -> proxyRevalidate = true;
      case "must-understand" -> mustUnderstand = true;
      case "no-transform" -> noTransform = true;
      case "max-age" -> maxAge = maxAge < 0 ? Seconds.ofLifetime(value) : maxAge;
      case "s-maxage" -> sharedMaxAge = sharedMaxAge < 0 ? Seconds.ofLifetime(value) : sharedMaxAge;
      case "stale-while-revalidate" ->
          staleWhileRevalidate =
              staleWhileRevalidate < 0 ? Seconds.of(value) : staleWhileRevalidate;
      case "stale-if-error" -> staleIfError = staleIfError < 0 ? Seconds.of(value) : staleIfError;
      default -> {}
    }
  }

  /** Takes the field names that the directive is limited to; false when there are none. */
  private boolean names(@Nullable String value) {
    if (value == null) {
      return false;
    }
    boolean any = false;
    for (String name : value.split(",", -1)) {
      if (!name.isBlank()) {
        unshared.add(name.strip().toLowerCase(Locale.ROOT));
        any = true;
      }
    }
    return any;
  }

  /** Whether they are CDN-Cache-Control's, so that Cache-Control and Expires do not count. */
  public boolean targeted() {
    return targeted;
  }

  /** It must not be kept. */
  public boolean noStore() {
    return noStore;
  }

  /** It is for one user. */
  public boolean isPrivate() {
    return isPrivate;
  }

  /** It may be kept where it could not be otherwise. */
  public boolean isPublic() {
    return isPublic;
  }

  /** On which terms it may be used. */
  public Terms terms() {
    return new Terms(
        noCache,
        mustRevalidate || proxyRevalidate,
        sharedMaxAge >= 0,
        sharesAuthorized(),
        staleWhileRevalidate,
        staleIfError);
  }

  /** It may be kept although a user has authenticated (section 3.5). */
  public boolean sharesAuthorized() {
    return isPublic || mustRevalidate || sharedMaxAge >= 0 || targeted;
  }

  /** It may be kept by who knows what its status asks for, and then in spite of no-store. */
  public boolean mustUnderstand() {
    return mustUnderstand;
  }

  /** Its content must not be changed. */
  public boolean noTransform() {
    return noTransform;
  }

  /** Names in lower case of fields that must not be given to others without asking the origin. */
  public Set<String> unshared() {
    return unshared;
  }

  /** How long it is fresh in a shared cache, in seconds; negative = it does not say. */
  public long maxAge() {
    return sharedMaxAge >= 0 ? sharedMaxAge : maxAge;
  }

  /** Whether it says so to shared caches alone. */
  public boolean isForShared() {
    return targeted || sharedMaxAge >= 0 || isPublic;
  }
}
