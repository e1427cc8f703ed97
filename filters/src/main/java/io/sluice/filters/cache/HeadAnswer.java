package io.sluice.filters.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.rules.Storability;
import io.sluice.filters.cache.rules.Validators;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.http.WireHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the origin's answer to HEAD says of the stored one to GET (RFC 9111 section 4.3.5). */
final class HeadAnswer {
  /**
   * Of other fields it is not known whether they are the origin's or those of a filter in front.
   */
  private static final List<String> TOLD =
      List.of(
          "age", "cache-control", "cdn-cache-control", "date", "etag", "expires", "last-modified");

  private HeadAnswer() {}

  static void learn(
      Exchange exchange, Ask ask, AskedAfter askedAfter, SharedCache cache, CachePolicy policy) {
    if (!policy.keys().of(exchange).equals(ask.key())) { // filters behind ask for something else
      return;
    }
    StoredResponse stored = cache.memory().find(ask.key(), exchange.requestHeaders());
    if (stored == null || exchange.status() != 200 || ask.authorized()) {
      return;
    }
    HttpHeaders said = told(exchange.responseHeaders());
    if (!isSame(stored, said, exchange.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH))) {
      cache.remove(policy, ask.key());
      return;
    }
    WireHeaders fields = stored.fieldsAfter(said);
    ResponseDirectives directives = ResponseDirectives.of(fields);
    long now = cache.now();
    long lifetime = policy.lifetimes().of(200, fields, directives, now);
    Freshness freshness =
        Freshness.of(said, lifetime, now - exchange.elapsedNanos() / 1_000_000, now);
    if (Storability.of(200, fields, directives, false, lifetime) == Storability.STORABLE) {
      StoredResponse after = stored.updated(fields, directives, freshness, askedAfter.purge());
      if (after != null) {
        cache.keep(policy, ask.key(), exchange.requestHeaders(), after, askedAfter);
      }
    }
  }

  private static HttpHeaders told(HttpHeaders response) {
    WireHeaders told = new WireHeaders();
    for (String name : TOLD) {
      told.add(name, response.getAll(name));
    }
    return told;
  }

  private static boolean isSame(StoredResponse stored, HttpHeaders said, @Nullable String length) {
    Validators before = stored.validators();
    Validators now = Validators.of(said);
    boolean sameTag = now.etag() == null || now.etag().equals(before.etag());
    boolean sameDate =
        now.lastModified() == null || now.lastModified().equals(before.lastModified());
    return sameTag
        && sameDate
        && (length == null || length.equals(Integer.toString(stored.length())));
  }
}
