package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.rules.Storability;
import io.sluice.filters.cache.rules.Use;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.StaleInstead;
import io.sluice.gateway.http.WireHeaders;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an origin is asked for, and what may be done with its answer. Immutable.
 *
 * @param asked the fields of who leads, as the cache got them
 * @param path as the origin is to get it
 * @param query the same, or null
 * @param caller as filters in front know it; those behind may know another one
 * @param staleInstead when a filter in front wants what is stale in place of an error; or null
 */
record Asking(
    SharedCache cache,
    CachePolicy policy,
    Ask ask,
    WireHeaders asked,
    String path,
    @Nullable String query,
    @Nullable Identity caller,
    @Nullable StaleInstead staleInstead,
    AskedAfter after) {

  /** What a client says of its own part or version; the origin is asked for the whole. */
  private static final List<CharSequence> OWN =
      List.of(
          HttpHeaderNames.IF_MATCH,
          HttpHeaderNames.IF_NONE_MATCH,
          HttpHeaderNames.IF_MODIFIED_SINCE,
          HttpHeaderNames.IF_UNMODIFIED_SINCE,
          HttpHeaderNames.IF_RANGE,
          HttpHeaderNames.RANGE);

  /** Of an exchange as it is now. */
  static Asking of(SharedCache cache, CachePolicy policy, Exchange exchange, Ask ask) {
    return new Asking(
        cache,
        policy,
        ask,
        ((WireHeaders) exchange.requestHeaders()).copy(),
        exchange.originPath(),
        exchange.forwardQuery(),
        exchange.identity(),
        exchange.staleInstead(),
        cache.asking());
  }

  /**
   * Makes the question of a copy of a client's request.
   *
   * @param old what is stored, to be asked about; or null
   */
  static void ask(HttpHeaders fields, @Nullable StoredResponse old) {
    for (CharSequence own : OWN) {
      fields.remove(own);
    }
    if (old != null) {
      old.validators().ask(fields);
    }
  }

  /** Whether a client has changed what it is about since. */
  boolean isOutdated() {
    return cache.isOutdated(ask.key(), after);
  }

  /** Whether who asks now may get the answer too, as far as purges and changes tell. */
  boolean isOfNow() {
    return !isOutdated() && !cache.isPurged(after);
  }

  /** How long a response is fresh, in milliseconds. */
  long lifetime(int status, HttpHeaders fields, ResponseDirectives said, long now) {
    return policy.lifetimes().of(status, fields, said, now);
  }

  /**
   * Whether a response may be kept.
   *
   * @param sent the question as filters behind have left it
   */
  Storability storability(
      int status, HttpHeaders fields, ResponseDirectives said, long lifetime, Branch sent) {
    boolean authorized = ask.authorized() || !Objects.equals(sent.identity(), caller);
    Storability storability = Storability.of(status, fields, said, authorized, lifetime);
    boolean told =
        storability != Storability.STORABLE
            || (isSentAsAsked(sent)
                && ToldFields.areAll(Vary.of(fields).names(), asked, sent.requestHeaders()));
    return told ? storability : Storability.VARIES;
  }

  /** Else filters behind have made another address of it than the key says. */
  private boolean isSentAsAsked(Branch sent) {
    return sent.originPath().equals(path) && Objects.equals(sent.forwardQuery(), query);
  }

  /**
   * Why a response is not kept, in a word for Cache-Status; null = it is, if there is room.
   *
   * @param length of its body; negative = not known
   */
  @Nullable String whyNotKept(
      Storability storability,
      Freshness freshness,
      ResponseDirectives said,
      long length,
      long now) {
    if (storability != Storability.STORABLE) {
      return storability.detail();
    }
    if (isOutdated()) {
      return "changed";
    }
    if (policy.keptFor(freshness, said.terms(), now) <= 0) {
      return "expired";
    }
    return length > policy.maxBody() ? "too-long" : null;
  }

  /**
   * Whether those may get a response who have asked before it came: also one that has taken too
   * long on its way to be fresh, and an error of the origin, which is nobody's own.
   */
  boolean isForWaiting(
      int status, Storability storability, ResponseDirectives said, long lifetime) {
    return switch (storability) {
      case STORABLE -> lifetime > 0 && !said.terms().noCache();
      case STATUS, WITHOUT_USE -> status >= 500;
      default -> false;
    };
  }

  /**
   * Whether another gateway has asked meanwhile: its answer is for those who have waited here too,
   * though it may have taken too long on its way to be fresh.
   */
  boolean isAnsweredBy(StoredResponse response) {
    return ask.takesAnothers()
        && response.freshness().receivedAt() > after.time()
        && response.freshness().lifetime() > 0
        && !response.terms().noCache();
  }

  /**
   * Notes that the next ones need not wait for each other. What was asked for with credentials or
   * directives of a client's own says nothing of others, nor does an error.
   */
  void tellAlone(int status, Storability storability) {
    if (ask.takesAnothers() && storability != Storability.AUTHORIZED && status < 500) {
      cache.alone(ask.key());
    }
  }

  /**
   * Whether a response that is not kept says that what is stored must go. One that is fresh stays:
   * who has the origin asked all the same may have got what is for nobody else.
   */
  boolean outdates(StoredResponse stored, int status, Storability storability, long now) {
    return status < 500
        && storability != Storability.AUTHORIZED
        && stored.freshness().left(now) <= 0;
  }

  /** Whether what is stored and stale is a better answer than an error. */
  boolean isBetterThan(int status, @Nullable GatewayError why, StoredResponse stale, long now) {
    return (staleInstead != null
            && !stale.terms().mustRevalidate()
            && !stale.terms().noCache()
            && staleInstead.of(status, why))
        || (status >= 500
            && Use.isBetterThanError(stale.terms(), stale.freshness(), policy.staleIfError(), now));
  }

  /**
   * Keeps a response that is complete.
   *
   * @param body ownership passes
   */
  void keep(Head head, ByteBuf body) {
    StoredResponse response =
        StoredResponse.of(
            head.status(), head.fields(), head.said(), head.freshness(), after.purge(), body);
    cache.keep(policy, ask.key(), asked, response, after);
  }

  /**
   * Takes a response that still holds, and drops it where it may not be kept any more.
   *
   * @param before the same as it was stored
   * @return why it is not kept; null when it is
   */
  @Nullable String keepAgain(
      StoredResponse before, StoredResponse response, Storability storability, long now) {
    if (storability == Storability.STORABLE) {
      return cache.keep(policy, ask.key(), asked, response, after) ? null : "changed";
    }
    response.release();
    if (outdates(before, before.status(), storability, now)) {
      drop();
    }
    return storability.detail();
  }

  /** What purges and changes have left of what a slower tier had; takes it. */
  @Nullable StoredResponse valid(StoredResponse found) {
    StoredResponse response = cache.unlessPurged(ask.key(), found);
    if (response != null && isOutdated()) {
      response.release();
      return null;
    }
    return response;
  }

  /** For what the request may use what is stored. */
  Use use(StoredResponse stored) {
    return ask.use(stored, policy, cache.now());
  }

  /**
   * Keeps in memory what a slower tier had, unless a client has changed it meanwhile.
   *
   * @param response held by who calls; ownership passes
   */
  void promote(StoredResponse response, long keptFor) {
    cache.keep(ask.key(), asked, response, keptFor);
    if (isOutdated()) {
      cache.memory().remove(ask.key());
    }
  }

  /** What is stored is out of date. */
  void drop() {
    cache.drop(policy, ask.key());
  }
}
