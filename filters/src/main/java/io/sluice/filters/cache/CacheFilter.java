package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.CacheMeters.Outcome;
import io.sluice.filters.cache.HotKeys.Hot;
import io.sluice.filters.cache.rules.CacheStatus;
import io.sluice.filters.cache.rules.CacheStatus.Forward;
import io.sluice.filters.cache.rules.Use;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.store.Tags;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Answers from what is stored; asks the origin once for all who want the same, and keeps what may
 * be kept. What it cannot keep passes by.
 */
final class CacheFilter implements Filter {
  private static final GatewayError ONLY_IF_CACHED =
      GatewayError.client(504, "only_if_cached")
          .withDetail("Nothing is stored that may be used, and the origin was not to be asked.");

  /** How many times a request looks for what another one has asked for. */
  private static final int MOST_LOOKS = 3;

  /** How many endpoints a key that is hot may go to, where its hash says one. */
  private static final int WAYS_OF_HOT = 3;

  private final SharedCache cache;
  private final CachePolicy policy;
  private final Slot<Waiting> waiting;
  private final Slot<Passing> passing;

  CacheFilter(SharedCache cache, CachePolicy policy, Slot<Waiting> waiting, Slot<Passing> passing) {
    this.cache = cache;
    this.policy = policy;
    this.waiting = waiting;
    this.passing = passing;
  }

  long now() {
    return cache.now();
  }

  /** Says what becomes of a request. */
  void tell(Exchange exchange, Outcome outcome) {
    policy.meters().count(outcome);
    exchange.cached(outcome.word());
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (exchange.withheld() != null) { // so is what is stored
      return Verdict.CONTINUE;
    }
    String method = exchange.method();
    boolean reads = method.equals("GET") || method.equals("HEAD");
    if (!reads || exchange.requestBodyLength() != 0) {
      return pass(exchange, Ask.of(exchange, policy), Forward.METHOD, null);
    }
    if (policy.bypass().applies(exchange)) {
      return pass(exchange, null, Forward.BYPASS, null);
    }
    Ask ask = Ask.of(exchange, policy);
    Hot hot = cache.hot().ask(ask.key());
    StoredResponse stored = find(exchange, ask);
    long now = cache.now();
    Use use = stored == null ? Use.ASK : ask.use(stored, policy, now);
    if (stored != null && use != Use.ASK) {
      ByteBuf body = stored.body();
      if (body != null) {
        if (hot != null && use == Use.FRESH) {
          keepHot(exchange, ask, stored, hot, now);
        }
        hit(exchange, ask, stored, body, use, Outcome.HIT, now);
        return Verdict.DONE;
      }
      stored = null; // evicted meanwhile
    }
    if (hot != null) {
      exchange.spread(WAYS_OF_HOT);
    }
    return ask(exchange, ask, stored);
  }

  private @Nullable StoredResponse find(Exchange exchange, Ask ask) {
    StoredResponse found = cache.memory().find(ask.key(), exchange.requestHeaders());
    return found == null || !ask.mayGet(found) ? null : found;
  }

  /**
   * Answers with what is stored; ownership of the body passes.
   *
   * @param fresh what it counts as where it is fresh: by the tier that had it
   */
  void hit(
      Exchange exchange,
      Ask ask,
      StoredResponse stored,
      ByteBuf body,
      Use use,
      Outcome fresh,
      long now) {
    if (use == Use.STALE_WHILE_REVALIDATE) {
      refresh(exchange, ask, stored);
    }
    tell(exchange, use == Use.FRESH ? fresh : Outcome.STALE);
    Answers.stored(exchange, stored, body, null, now);
  }

  /** What much of the traffic asks for stays, and is asked for again before it is stale. */
  private void keepHot(Exchange exchange, Ask ask, StoredResponse stored, Hot hot, long now) {
    if (!stored.isTriedToPin()) {
      String place = cache.memory().placeOf(ask.key(), exchange.requestHeaders());
      cache.hot().pin(hot, place, stored);
    }
    if (hot.isDue(stored.freshness().left(now))) {
      exchange.spread(WAYS_OF_HOT);
      refresh(exchange, ask, stored);
    }
  }

  /** Asks for what is stored anew, by a request whose answer can be kept. */
  private void refresh(Exchange exchange, Ask ask, StoredResponse stored) {
    if (ask.isHead() || ask.authorized() || ask.directives().noStore()) {
      return;
    }
    String name = cache.memory().placeOf(ask.key(), exchange.requestHeaders());
    if (cache.flying(name) != null) {
      return;
    }
    Flight flight = new Flight(cache, policy, exchange, ask, name, stored);
    if (cache.join(flight) == null) {
      flight.refresh(exchange);
    } else {
      flight.drop();
    }
  }

  // ---- what is not stored

  private Verdict ask(Exchange exchange, Ask ask, @Nullable StoredResponse stored) {
    String name = cache.memory().placeOf(ask.key(), exchange.requestHeaders());
    Forward why = stored == null ? whyNone(ask, name) : whyNot(stored);
    if (stored == null && peeks(exchange, ask)) {
      Peek peek = new Peek(this, Asking.of(cache, policy, exchange, ask), exchange, why);
      exchange.set(waiting, peek);
      peek.begin();
      return Verdict.PAUSE;
    }
    if (ask.directives().onlyIfCached()) {
      return onlyIfCached(exchange);
    }
    String passes = whyPasses(exchange.requestHeaders(), ask, stored);
    if (passes != null) {
      return pass(exchange, ask, why, passes);
    }
    long remaining = exchange.remainingNanos();
    if (remaining != Long.MAX_VALUE) {
      exchange.timeouts(exchange.elapsedNanos() + remaining + Flight.GRACE_NANOS, -1);
    }
    Reader reader = new Reader(this, exchange, ask, why);
    exchange.set(waiting, reader);
    fly(reader, exchange, ask, name, stored, isShared(ask));
    return Verdict.PAUSE;
  }

  /** Why the answer is not even looked at for keeping, in a word; null = it is. */
  private @Nullable String whyPasses(
      HttpHeaders request, Ask ask, @Nullable StoredResponse stored) {
    if (ask.isHead()) {
      return "head";
    }
    if (ask.directives().noStore()) {
      return "request-no-store";
    }
    if (Ask.isConditionalOnOrigin(request)) {
      return "conditional";
    }
    if (stored == null && request.contains(HttpHeaderNames.RANGE)) {
      return "range";
    }
    return policy.minUses() > 1 && cache.use(ask.key()) < policy.minUses() ? "min-uses" : null;
  }

  private Verdict onlyIfCached(Exchange exchange) {
    tell(exchange, Outcome.ONLY_IF_CACHED);
    exchange.fail(ONLY_IF_CACHED);
    return Verdict.DONE;
  }

  /** Whether the slower tiers may have what the origin will not be asked for. */
  private boolean peeks(Exchange exchange, Ask ask) {
    HttpHeaders request = exchange.requestHeaders();
    boolean wants =
        ask.isHead()
            || ask.directives().onlyIfCached()
            || (request.contains(HttpHeaderNames.RANGE) && !Ask.isConditionalOnOrigin(request));
    return wants && !ask.directives().noStore() && !policy.tiers().slow().isEmpty();
  }

  /** The slower tiers had nothing. */
  void notFound(Exchange exchange, Ask ask, Forward why) {
    if (ask.directives().onlyIfCached()) {
      onlyIfCached(exchange);
    } else {
      pass(exchange, ask, why, whyPasses(exchange.requestHeaders(), ask, null));
      exchange.resume();
    }
  }

  /**
   * @param name of the place of what would be the answer: a variant's, where there are some
   */
  private static Forward whyNone(Ask ask, String name) {
    if (ask.authorized()) { // there may be something for others
      return Forward.MISS;
    }
    return name.equals(ask.key().text()) ? Forward.URI_MISS : Forward.VARY_MISS;
  }

  private Forward whyNot(StoredResponse stored) {
    return stored.freshness().left(cache.now()) > 0 && !stored.terms().noCache()
        ? Forward.REQUEST
        : Forward.STALE;
  }

  private boolean isShared(Ask ask) {
    return policy.collapse() && ask.takesAnothers() && !cache.isAlone(ask.key());
  }

  private void fly(
      Reader reader,
      Exchange exchange,
      Ask ask,
      String name,
      @Nullable StoredResponse stored,
      boolean shared) {
    Flight running = shared ? cache.flying(name) : null; // without a look at the whole request
    if (running != null) {
      running.join(reader);
      return;
    }
    Flight flight = new Flight(cache, policy, exchange, ask, name, stored);
    running = shared ? cache.join(flight) : null;
    if (running == null) {
      flight.begin(reader);
    } else { // it was quicker
      flight.drop();
      running.join(reader);
    }
  }

  // ---- what a reader does whose flight was not for it

  void lookAgain(Reader reader, Exchange exchange, Ask ask, int looks) {
    String name = cache.memory().placeOf(ask.key(), exchange.requestHeaders());
    look(reader, exchange, ask, name, looks < MOST_LOOKS && isShared(ask));
  }

  void lookForVariant(Reader reader, Exchange exchange, Ask ask, Vary vary) {
    String name = ask.key().text() + '\n' + vary.valuesOf(exchange.requestHeaders());
    look(reader, exchange, ask, name, isShared(ask));
  }

  private void look(Reader reader, Exchange exchange, Ask ask, String name, boolean shared) {
    StoredResponse stored = find(exchange, ask);
    long now = cache.now();
    Use use = stored == null ? Use.ASK : ask.use(stored, policy, now);
    ByteBuf body = stored == null || use == Use.ASK ? null : stored.body();
    if (stored != null && body != null) {
      hit(exchange, ask, stored, body, use, Outcome.HIT, now);
    } else {
      fly(reader, exchange, ask, name, stored, shared);
    }
  }

  void askAlone(Reader reader, Exchange exchange, Ask ask) {
    fly(reader, exchange, ask, ask.key().text(), null, false);
  }

  // ---- what passes by

  private Verdict pass(Exchange exchange, @Nullable Ask ask, Forward why, @Nullable String detail) {
    tell(exchange, Outcome.BYPASS);
    String query =
        why == Forward.METHOD ? exchange.forwardQuery() : null; // it may change something
    exchange.set(passing, new Passing(ask, why, detail, query, cache.asking()));
    return Verdict.CONTINUE;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    Passing passed = exchange.get(passing);
    if (passed != null && exchange.error() == null) {
      HttpHeaders fields = exchange.responseHeaders();
      Tags.hide(fields);
      fields.add(
          CacheStatus.FIELD,
          CacheStatus.forwarded(passed.why(), exchange.status(), false, false, passed.detail()));
      passed.learn(cache, policy, exchange);
    }
    return Verdict.CONTINUE;
  }

  @Override
  public void onComplete(Exchange exchange) {
    Waiting waits = exchange.get(waiting);
    if (waits != null) {
      waits.gone();
    }
  }
}
