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
import io.sluice.filters.cache.store.SlowTier;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.WireHeaders;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question to the origin, and its answer on the way to all who wait for it.
 *
 * <p>A flight lives on the event loop of the exchange that began it, and outlives that exchange: it
 * asks by a {@link Branch}. Its readers live on loops of their own; both sides send each other
 * tasks, and a reader takes a piece of the body when it has room for one. A body that is kept is
 * read from its recording, so that nobody is slowed by another; one that is not comes as fast as
 * the slowest takes it ({@link Broadcast}).
 */
final class Flight implements Branch.Receiver {

  /** Who asks the origin ends so much before those who wait for it, and says why. */
  static final long GRACE_NANOS = 1_000_000_000;

  /** So much is read of what nobody wants, so that the connection can be used again. */
  private static final int MOST_DROPPED = 64 << 10;

  final String name;
  private final SharedCache cache;
  private final EventExecutor loop;
  private final Asking asking;
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
  private long dropped; // of a body that nobody wants

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
    this.name = name;
    this.loop = exchange.executor();
    this.asking = Asking.of(cache, policy, exchange, ask);
    this.search = new Search(this, loop, policy.tiers(), ask, asking.asked());
    hold(old);
  }

  private void hold(@Nullable StoredResponse response) {
    ByteBuf body = response == null || !asking.ask().mayGet(response) ? null : response.body();
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
    ask(exchange, Long.MAX_VALUE);
  }

  /** Another reader wants its answer. Any thread. */
  void join(Reader reader) {
    Seat seat = new Seat(this, reader, false);
    reader.seat = seat;
    run(() -> admit(seat));
  }

  private void admit(Seat seat) {
    Head known = head;
    if (over || !asking.isOfNow() || (known != null && !isForOthers(known))) {
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
    } else if (last != null && !isKept(last)) {
      end();
      last.release();
    } else if (head == null && branch == null) { // nobody is left who could ask
      over();
    }
  }

  private boolean isKept(Broadcast body) {
    Head judged = head;
    return body.isKeeping() && judged != null && judged.kept();
  }

  // ---- the slower tiers

  /**
   * A slower tier has something, which is used if it is newer than what is known; ownership passes.
   *
   * @return false when it is of no use
   */
  boolean takes(SlowTier.Found found, Tiers.Tier tier) {
    StoredResponse response = asking.valid(found.response());
    if (response == null) {
      return false;
    }
    if (!isNewer(response)) {
      response.release();
      return false;
    }
    drop();
    hold(response);
    asking.promote(response, found.keptFor());
    Old promoted = old;
    return promoted != null && use(promoted, tier);
  }

  private boolean isNewer(StoredResponse response) {
    Old known = old;
    return known == null
        || response.freshness().receivedAt() > known.response().freshness().receivedAt();
  }

  private boolean use(Old promoted, Tiers.Tier tier) {
    StoredResponse response = promoted.response();
    Use use = asking.use(response);
    if (use == Use.ASK && !asking.isAnsweredBy(response)) {
      return false; // the origin is asked about it, unless there is a newer one
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
    return true;
  }

  boolean isAlone() {
    return cache.isAlone(asking.ask().key());
  }

  /** Asks for who leads; if that one has gone, whoever waits looks again. */
  void askNow() {
    Reader first = leader;
    if (first == null) {
      audience.dismiss(seat -> seat.reader::lookAgain);
      over();
    } else {
      ask(first.exchange(), first.exchange().remainingNanos());
    }
  }

  // ---- the question

  /**
   * Asks for the whole, whatever part or version an exchange wants.
   *
   * @param remaining nanoseconds that the exchange can wait
   */
  private void ask(Exchange exchange, long remaining) {
    Branch made = exchange.branch(this);
    if (remaining != Long.MAX_VALUE) {
      made.limit(Math.max(1, remaining - GRACE_NANOS));
    }
    Asking.ask(made.requestHeaders(), old == null ? null : old.response());
    branch = made;
    askedAt = cache.now();
    made.begin();
  }

  // ---- the answer

  @Override
  public void onInformational(int status, HttpHeaders fields) {
    Reader first = leader;
    if (first != null) { // on this loop
      first.exchange().inform(status, fields);
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
    if (stale != null && asking.isBetterThan(status, null, stale.response(), now)) {
      serve(stale, "stale-if-error", CacheMeters.Outcome.STALE);
      over();
      return;
    }
    ResponseDirectives said = ResponseDirectives.of(fields);
    long lifetime = asking.lifetime(status, fields, said, now);
    Freshness freshness = Freshness.of(fields, lifetime, askedAt, now);
    Branch from = Objects.requireNonNull(branch);
    Storability storability = asking.storability(status, fields, said, lifetime, from);
    long length = Head.lengthIn(fields);
    String whyNot = asking.whyNotKept(storability, freshness, said, length, now);
    boolean forWaiting = asking.isForWaiting(status, storability, said, lifetime);
    Recording body =
        (whyNot == null || forWaiting) && length <= asking.policy().maxBody()
            ? Recording.keeping(cache.memory(), (int) length)
            : null;
    if (whyNot == null && body == null) {
      whyNot = "no-room";
    }
    broadcast = new Broadcast(loop, from, body == null ? Recording.passing() : body, audience);
    WireHeaders own = (WireHeaders) fields;
    Head judged = Head.of(status, own, said, whyNot, freshness, length, asking.asked());
    head = judged;
    if (stale != null
        && whyNot != null
        && asking.outdates(stale.response(), status, storability, now)) {
      asking.drop();
    }
    if (!isForOthers(judged)) {
      cache.forget(this);
      search.end(); // others cannot use it
    }
    if (body == null || !forWaiting) {
      eachForItself(status, storability);
    }
    audience.tell(seat -> () -> seat.reader.onHead(judged));
    giveUp();
  }

  /** The answer is for who leads alone. */
  private void eachForItself(int status, Storability storability) {
    asking.tellAlone(status, storability);
    audience.dismissOthers();
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
    long lifetime = asking.lifetime(before.status(), fields, said, now);
    Freshness freshness = Freshness.of(notModified, lifetime, askedAt, now);
    // a cookie that comes with it counts, though it is not kept
    fields.add(HttpHeaderNames.SET_COOKIE, notModified.getAll(HttpHeaderNames.SET_COOKIE));
    Storability storability =
        asking.storability(before.status(), fields, said, lifetime, Objects.requireNonNull(branch));
    StoredResponse after = before.updated(fields, said, freshness, asking.after().purge());
    if (!asking.isForWaiting(before.status(), storability, said, lifetime)) {
      eachForItself(before.status(), storability);
    }
    if (after == null) { // cannot be: its body is held
      serve(stale, null, CacheMeters.Outcome.STALE);
    } else {
      tellLeader(notModified, said, after);
      // first: who is answered may ask again at once
      String why = asking.keepAgain(before, after, storability, now);
      serve(new Old(after, stale.body()), why, CacheMeters.Outcome.REVALIDATED);
    }
    over();
  }

  /** What a 304 has for who asked alone. */
  private void tellLeader(HttpHeaders notModified, ResponseDirectives said, StoredResponse after) {
    Reader first = leader; // on this loop
    if (first != null) {
      HttpHeaders to = first.exchange().responseHeaders();
      Set<String> own = new HashSet<>(said.unshared());
      own.add("set-cookie");
      own.removeIf(field -> after.field(field) != null);
      own.forEach(field -> to.add(field, notModified.getAll(field)));
    }
  }

  /** The answer is about a version that is not here: only the whole helps. */
  private void askAgain() {
    asking.drop();
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
      to.add(piece, asking.policy().maxBody());
      if (kept && !to.isKeeping()) {
        cache.forget(this); // who has joined reads on, nobody else joins
        giveUp();
      }
    } else {
      dropped += piece.readableBytes();
      if (dropped > MOST_DROPPED) {
        end();
      }
    }
  }

  @Override
  public void onEnd() {
    Head judged = head;
    Broadcast body = broadcast;
    if (judged != null && body != null) {
      fetched();
      ByteBuf whole = isKept(body) ? body.body().body() : null;
      if (whole != null) {
        asking.keep(judged, whole);
      }
      over();
      body.complete();
    }
    giveUp();
  }

  @Override
  public void onFailure(GatewayError why) {
    broken = why;
    Old stale = old;
    if (head == null
        && stale != null
        && asking.isBetterThan(why.status(), why, stale.response(), cache.now())) {
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
    String values = response.vary().valuesOf(asking.asked());
    leader = null;
    ByteBuf whole = stored.body().retain(); // who hears it first may end this flight
    try {
      audience.dismiss(
          seat -> {
            ByteBuf body = whole.retainedDuplicate();
            return () -> seat.reader.onStored(response, body, values, how, outcome);
          });
    } finally {
      whole.release();
    }
  }

  // ---- the end

  private void fetched() {
    HotKeys.Hot hot = cache.hot().find(asking.ask().key());
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
