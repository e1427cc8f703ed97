package io.sluice.filters.hmacauth;

import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The nonces that this gateway has seen, on whichever route: else a request that one has taken
 * would be new to the next. They outlive configs. Any thread may look, none waits.
 *
 * <p>Two sets take turns: what is new goes into the younger one; when that is as old as a signature
 * may get, it becomes the elder one, and the elder one is dropped as a whole. So each nonce is kept
 * for one to two such times. A cache would forget one early when there are too many, and exactly
 * that is what a replay waits for: here a signature for whose nonce there is no room is refused.
 * Only who holds a key gets so far, and no key gets more than half of the room.
 *
 * <p>Of each nonce 16 bytes of its SHA-256 are kept, with some 80 bytes in all.
 */
final class LocalNonces implements Nonces, Kept {
  /** Of the gateway. */
  private record Identity() {}

  private record Print(long high, long low) {}

  private static final class Seen {
    private static final Seen NONE = new Seen(); // never added to

    private final Set<Print> prints = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>(); // by key

    private boolean add(String keyId, Print print) {
      if (!prints.add(print)) {
        return false;
      }
      counts.computeIfAbsent(keyId, first -> new AtomicInteger()).incrementAndGet();
      return true;
    }

    private long count(String keyId) {
      AtomicInteger count = counts.get(keyId);
      return count == null ? 0 : count.get();
    }
  }

  private static final class Generations {
    private final Seen younger = new Seen();
    private final Seen elder;
    private final long since; // by the ticker
    private final long span; // ns, after which the turn is over

    Generations(Seen elder, long since, long span) {
      this.elder = elder;
      this.since = since;
      this.span = span;
    }

    private boolean hasRoom(String keyId, long most) {
      return younger.prints.size() + (long) elder.prints.size() < most
          && younger.count(keyId) + elder.count(keyId) < (most + 1) / 2;
    }
  }

  private final Ticker ticker; // a step of the time of day must neither end a turn nor prolong it
  private final AtomicReference<Generations> generations; // any thread
  private long nextMost; // control thread
  private long nextSeconds; // control thread
  private volatile long most; // control thread
  private volatile long seconds; // control thread

  /** Without room until a plan is adopted. */
  LocalNonces(Ticker ticker) {
    this.ticker = ticker;
    generations = new AtomicReference<>(new Generations(Seen.NONE, ticker.nanos(), 0));
  }

  /** For a factory: those of the context's gateway. */
  static LocalNonces of(FilterContext context) {
    return context.keep(new Identity(), () -> new LocalNonces(context.ticker()));
  }

  /**
   * Says what one of the filters needs once the config that is being compiled runs. The greatest
   * counts, and stays: routes that do not change are not asked again. Control thread.
   *
   * @param itsMost how many are to be kept
   * @param itsSeconds how long a signature counts
   */
  void plan(long itsMost, long itsSeconds) {
    nextMost = Math.max(nextMost, itsMost);
    nextSeconds = Math.max(nextSeconds, itsSeconds);
  }

  @Override
  public void adopted() {
    most = nextMost;
    seconds = nextSeconds;
  }

  /** For how long nonces are to be remembered, at least. */
  long seconds() {
    return seconds;
  }

  @Override
  public void see(String keyId, String nonce, Answer answer) {
    answer.seen(see(keyId, print(keyId, nonce), ticker.nanos()));
  }

  private Sight see(String keyId, Print print, long now) {
    Generations seen = at(now);
    if (seen.elder.prints.contains(print)) {
      return Sight.AGAIN;
    }
    if (!seen.hasRoom(keyId, most)) {
      return seen.younger.prints.contains(print) ? Sight.AGAIN : Sight.FULL;
    }
    if (!seen.younger.add(keyId, print)) {
      return Sight.AGAIN;
    }
    // Were the turns taken meanwhile, another thread may be looking at the next two sets: it sees
    // this nonce in the elder one, or this thread sees it in the younger one.
    Generations current = at(now);
    return current == seen || current.younger.add(keyId, print) ? Sight.FIRST : Sight.AGAIN;
  }

  private Generations at(long now) {
    Generations current = current();
    long nanos = TimeUnit.SECONDS.toNanos(seconds);
    long span = Math.max(current.span, nanos); // it may have become longer meanwhile
    long age = now - current.since;
    if (age < span) {
      return current;
    }
    Seen elder = age < 2 * span ? current.younger : Seen.NONE;
    generations.compareAndSet(current, new Generations(elder, now, nanos));
    return current();
  }

  private Generations current() {
    return Objects.requireNonNull(generations.get());
  }

  private static Print print(String keyId, String nonce) {
    Sha256 digest = digest(keyId, nonce);
    return new Print(digest.a(), digest.b());
  }

  /** Of both; where the first ends is plain, because no parsed text has a line break. */
  static Sha256 digest(String keyId, String nonce) {
    return Sha256.of(keyId + '\n' + nonce);
  }
}
