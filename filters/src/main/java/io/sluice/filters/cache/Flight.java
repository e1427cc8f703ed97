package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.rules.Storability;
import io.sluice.filters.cache.rules.Use;
import io.sluice.filters.cache.rules.Validators;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.filters.cache.store.SlowTier;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.StaleInstead;
import io.sluice.gateway.http.WireHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One question to the origin, and its answer on the way to all who wait for it.
 *
 * <p>A flight lives on the event loop of the exchange that began it, and outlives that exchange: it
 * asks by a {@link Branch}. Its readers live on loops of their own; both sides send each other
 * tasks, and a reader takes a piece of the body when it has room for one. A body that is kept is
 * read from its recording, so that nobody is slowed by another; one that is not has one reader, and
 * comes as fast as that one takes it.
 */
final class Flight implements Branch.Receiver {
  final String name;
  private final SharedCache cache;
  private final CachePolicy policy;
  private final Ask ask;
  private final EventExecutor loop;
  private final WireHeaders asked; // by who leads, as the cache got it
  private final String askedPath; // so are these
  private final @Nullable String askedQuery;
  private final @Nullable StaleInstead staleInstead;
  private final long askedAfter; // of purges
  private final long changesBefore;
  private final Audience audience = new Audience();
  private final Search search;
  private @Nullable Reader leader; // null: nobody waits for what comes of it
  private @Nullable Old old;
  private @Nullable Branch branch;
  private @Nullable Head head;
  private @Nullable Broadcast broadcast; // of the body, from the head on
  private @Nullable GatewayError broken;
  private long askedAt;
  private boolean over; // nobody joins any more

  /** What is stored and has to be asked about; its body is held while it is. */
  record Old(StoredResponse response, ByteBuf body) {}

  /**
   * @param name by which others find it
   * @param old what is stored; null = nothing
   */
  Flight(
      SharedCache cache,
      CachePolicy policy,
      Exchange exchange,
      Ask ask,
      String name,
      @Nullable StoredResponse old) {
    this.cache = cache;
    this.policy = policy;
    this.ask = ask;
    this.name = name;
    this.loop = exchange.executor();
    this.asked = ((WireHeaders) exchange.requestHeaders()).copy();
    this.askedPath = exchange.originPath();
    this.askedQuery = exchange.forwardQuery();
    this.staleInstead = exchange.staleInstead();
    this.askedAfter = cache.lastPurge();
    this.changesBefore = cache.changes().last();
    this.search = new Search(this, loop, policy.tiers(), ask, asked);
    hold(old);
  }

  private void hold(@Nullable StoredResponse response) {
    ByteBuf body = response == null ? null : response.body();
    old = response == null || body == null ? null : new Old(response, body);
  }

  void run(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  // ---- who waits for it

  /** Begins for a reader: on its loop. */
  void begin(Reader first) {
    leader = first;
    Seat seat = new Seat(this, first, true);
    first.seat = seat;
    audience.add(seat);
    search.begin();
  }

  /** Begins for nobody: what comes of it is kept. On the loop of the exchange. */
  void refresh(Exchange exchange) {
    ask(exchange);
  }

  /** Another reader wants its answer. Any thread. */
  void join(Reader reader) {
    Seat seat = new Seat(this, reader, false);
    reader.seat = seat;
    run(() -> admit(seat));
  }

  private void admit(Seat seat) {
    Head known = head;
    if (over || isOutdated() || (known != null && !isForOthers(known))) {
      cache.forget(this);
      seat.tell(seat.reader::lookAgain);
      return;
    }
    audience.add(seat);
    if (known != null) {
      seat.tell(() -> seat.reader.onHead(known));
    }
  }

  private boolean isForOthers(Head judged) {
    Broadcast kept = broadcast;
    return kept != null
        && kept.isKeeping()
        && !judged.said().terms().noCache()
        && judged.freshness().left(cache.now()) > 0;
  }

  void pulled(Seat seat) {
    seat.waits = true;
    feed();
  }

  void left(Seat seat) {
    audience.remove(seat);
    if (leader != null && leader.seat == seat) {
      leader = null;
    }
    giveUp();
    feed(); // who is left may be waited for no more
  }

  /** Nobody wants it, and it cannot be kept. */
  private void giveUp() {
    if (!audience.isEmpty()) {
      return;
    }
    Broadcast last = broadcast;
    if (last != null && (last.isComplete() || broken != null)) {
      last.release();
    } else if (last != null && !last.isKeeping()) {
      end();
      last.release();
    } else if (head == null && branch == null) { // nobody is left who could ask
      over();
    }
  }

  // ---- the slower tiers

  /**
   * A slower tier has something, which is used if it is newer than what is known; ownership passes.
   *
   * @return false when it is of no use
   */
  boolean takes(SlowTier.Found found, Tiers.Tier tier) {
    StoredResponse response = cache.unlessPurged(ask.key(), found.response());
    if (response == null) {
      return false;
    }
    if (!isNewer(response)) {
      response.release();
      return false;
    }
    drop();
    hold(response);
    cache.keep(ask.key(), asked, response, found.keptFor());
    Old promoted = old;
    if (promoted != null) {
      use(promoted, tier);
    }
    return promoted != null;
  }

  private boolean isNewer(StoredResponse response) {
    Old known = old;
    return known == null
        || response.freshness().receivedAt() > known.response().freshness().receivedAt();
  }

  private void use(Old promoted, Tiers.Tier tier) {
    StoredResponse response = promoted.response();
    Use use =
        Use.of(
            ask.directives(),
            response.terms(),
            response.freshness(),
            policy.staleWhileRevalidate(),
            cache.now());
    if (use == Use.ASK) {
      search.askInTurn();
      return;
    }
    if (use == Use.STALE_WHILE_REVALIDATE) {
      askNow();
    }
    if (!over) {
      serve(promoted, null, use == Use.FRESH ? tier.hit() : CacheMeters.Outcome.STALE);
    }
    if (use != Use.STALE_WHILE_REVALIDATE) {
      over();
    }
  }

  boolean isAlone() {
    return cache.isAlone(ask.key());
  }

  /** Asks for who leads; if that one has gone, whoever waits looks again. */
  void askNow() {
    Reader asking = leader;
    if (asking == null) {
      audience.dismiss(seat -> seat.reader::lookAgain);
      over();
    } else {
      ask(asking.exchange());
    }
  }

  // ---- the question

  private void ask(Exchange exchange) {
    Branch made = exchange.branch(this);
    HttpHeaders fields = made.requestHeaders();
    fields.remove(HttpHeaderNames.IF_NONE_MATCH);
    fields.remove(HttpHeaderNames.IF_MODIFIED_SINCE);
    fields.remove(HttpHeaderNames.IF_RANGE);
    fields.remove(HttpHeaderNames.RANGE);
    if (old != null) {
      old.response().validators().ask(fields);
    }
    branch = made;
    askedAt = cache.now();
    made.begin();
  }

  /** Whether a client has changed what it is about since it was asked for. */
  private boolean isOutdated() {
    return cache.changes().hasChanged(ask.key(), changesBefore);
  }

  // ---- the answer

  @Override
  public void onInformational(int status, HttpHeaders fields) {
    Reader asking = leader;
    if (asking != null) { // on this loop
      asking.exchange().inform(status, fields);
    }
  }

  @Override
  public void onHead(int status, HttpHeaders fields) {
    long now = cache.now();
    Old stale = old;
    if (stale != null && status == 304) {
      stillHolds(stale, fields, now);
      return;
    }
    if (stale != null && isBetterThan(status, null, stale, now)) {
      serve(stale, "stale-if-error", CacheMeters.Outcome.STALE);
      end();
      return;
    }
    ResponseDirectives said = ResponseDirectives.of(fields);
    long lifetime = policy.lifetimes().of(status, fields, said, now);
    Freshness freshness = Freshness.of(fields, lifetime, askedAt, now);
    Storability storability = judged(status, fields, said, lifetime);
    long length = Head.lengthIn(fields);
    Recording body = null;
    if (storability == Storability.STORABLE && isWorthKeeping(length, freshness, said, now)) {
      body = Recording.keeping(cache.memory(), (int) length);
    }
    Branch from = Objects.requireNonNull(branch);
    broadcast = new Broadcast(loop, from, body == null ? Recording.passing() : body, audience);
    WireHeaders own = (WireHeaders) fields;
    Head judged = Head.of(status, own, said, storability, body != null, freshness, length, asked);
    head = judged;
    if (stale != null && body == null && status < 500 && storability != Storability.AUTHORIZED) {
      cache.memory().remove(ask.key()); // it is out of date, and nothing comes in its place
    }
    if (!isForOthers(judged)) {
      cache.forget(this);
      search.end(); // others cannot use it
      eachForItself(storability);
    }
    audience.tell(seat -> () -> seat.reader.onHead(judged));
    giveUp();
  }

  /** The answer is for who leads alone; what credentials have made so says nothing of others. */
  private void eachForItself(Storability storability) {
    if (storability != Storability.AUTHORIZED) {
      cache.alone(ask.key());
    }
    audience.dismissOthers();
  }

  private Storability judged(
      int status, HttpHeaders fields, ResponseDirectives said, long lifetime) {
    Branch sent = branch;
    Storability storability = Storability.of(status, fields, said, ask.authorized(), lifetime);
    boolean told =
        storability != Storability.STORABLE
            || sent == null
            || (isSentAsAsked(sent)
                && ToldFields.areAll(Vary.of(fields).names(), asked, sent.requestHeaders()));
    return told ? storability : Storability.VARIES;
  }

  /** Else filters behind have made another address of it than the key says. */
  private boolean isSentAsAsked(Branch sent) {
    return sent.originPath().equals(askedPath) && Objects.equals(sent.forwardQuery(), askedQuery);
  }

  private boolean isWorthKeeping(
      long length, Freshness freshness, ResponseDirectives said, long now) {
    return !isOutdated()
        && length <= policy.maxBody()
        && policy.keptFor(freshness, said.terms(), now) > 0;
  }

  private boolean isBetterThan(int status, @Nullable GatewayError why, Old stale, long now) {
    StoredResponse response = stale.response();
    return (staleInstead != null
            && !response.terms().mustRevalidate()
            && !response.terms().noCache()
            && staleInstead.of(status, why))
        || (status >= 500
            && Use.isBetterThanError(
                response.terms(), response.freshness(), policy.staleIfError(), now));
  }

  /** RFC 9111 section 4.3.4. */
  private void stillHolds(Old stale, HttpHeaders notModified, long now) {
    fetched();
    StoredResponse before = stale.response();
    if (before.validators().isOther(Validators.of(notModified))) {
      askAgain();
      return;
    }
    WireHeaders fields = before.fieldsAfter(notModified);
    ResponseDirectives said = ResponseDirectives.of(fields);
    long lifetime = policy.lifetimes().of(before.status(), fields, said, now);
    Freshness freshness = Freshness.of(fields, lifetime, askedAt, now);
    Storability storability = judged(before.status(), fields, said, lifetime);
    StoredResponse after = before.updated(fields, said, freshness, askedAfter);
    boolean forAll = storability == Storability.STORABLE && !said.terms().noCache();
    if (!forAll || freshness.left(now) <= 0) {
      eachForItself(storability);
    }
    if (after == null) { // cannot be: its body is held
      serve(stale, null, CacheMeters.Outcome.STALE);
    } else {
      if (storability == Storability.STORABLE && !isOutdated()) {
        cache.keep(policy, ask.key(), asked, after); // first: who is answered may ask again at once
      } else {
        after.release();
        if (storability != Storability.AUTHORIZED) {
          cache.memory().remove(ask.key());
        }
      }
      serve(new Old(after, stale.body()), null, CacheMeters.Outcome.REVALIDATED);
    }
    end();
  }

  /** The answer is about a version that is not here: only the whole helps. */
  private void askAgain() {
    cache.memory().remove(ask.key());
    Branch answered = branch;
    if (answered != null) {
      answered.cancel();
    }
    branch = null;
    drop();
    askNow();
  }

  @Override
  public void onBody(ByteBuf piece) {
    Broadcast to = broadcast;
    if (to != null) {
      boolean kept = to.isKeeping();
      to.add(piece, policy.maxBody());
      if (kept && !to.isKeeping()) {
        cache.forget(this); // who has joined reads on, nobody else joins
      }
    }
  }

  @Override
  public void onEnd() {
    fetched();
    Head judged = head;
    Broadcast body = broadcast;
    if (judged != null && body != null) {
      if (body.isKeeping() && !isOutdated()) {
        keep(judged, body.body().body());
      }
      over();
      body.complete();
    }
    giveUp();
  }

  private void keep(Head judged, @Nullable ByteBuf body) {
    if (body != null) {
      StoredResponse response =
          StoredResponse.of(
              judged.status(),
              judged.fields(),
              judged.said(),
              judged.freshness(),
              askedAfter,
              body);
      cache.keep(policy, ask.key(), asked, response);
    }
  }

  @Override
  public void onFailure(GatewayError why) {
    broken = why;
    Old stale = old;
    if (head == null && stale != null && isBetterThan(why.status(), why, stale, cache.now())) {
      serve(stale, "stale-if-error", CacheMeters.Outcome.STALE);
    } else {
      audience.dismiss(seat -> () -> seat.reader.onFailure(seat, why));
    }
    over();
    giveUp();
  }

  // ---- to the readers

  private void feed() {
    if (broadcast != null) {
      broadcast.feed();
    }
  }

  /** All are answered with what is stored. */
  private void serve(Old stored, @Nullable String how, CacheMeters.Outcome outcome) {
    StoredResponse response = stored.response();
    String values = response.vary().valuesOf(asked);
    leader = null;
    audience.dismiss(
        seat -> {
          ByteBuf body = stored.body().retainedDuplicate();
          return () -> seat.reader.onStored(response, body, values, how, outcome);
        });
  }

  // ---- the end

  private void fetched() {
    HotKeys.Hot hot = cache.hot().find(ask.key());
    if (hot != null) {
      hot.fetched(cache.now() - askedAt);
    }
  }

  /** The origin is not listened to any more. */
  private void end() {
    Branch asking = branch;
    if (asking != null) {
      asking.cancel();
    }
    over();
  }

  private void over() {
    if (!over) {
      over = true;
      cache.forget(this);
      search.end();
    }
    drop();
  }

  /** What was stored is not needed any more; nor is the flight, if it has not begun. */
  void drop() {
    Old held = old;
    old = null;
    if (held != null) {
      held.body().release();
    }
  }
}
