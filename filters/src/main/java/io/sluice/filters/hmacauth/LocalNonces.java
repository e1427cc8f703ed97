package io.sluice.filters.hmacauth;

import io.sluice.gateway.api.Kept;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The nonces that this gateway has seen; they outlive configs. Any thread may look, none waits.
 *
 * <p>Two sets take turns: what is new goes into the younger one; when that is as old as a signature
 * may get, it becomes the elder one, and the elder one is dropped as a whole. So each nonce is kept
 * for one to two such times. A cache would forget one early when there are too many, and exactly
 * that is what a replay waits for: here a signature for whose nonce there is no room is refused.
 * Only who holds a key gets so far.
 *
 * <p>Of each nonce 16 bytes of its SHA-256 are kept, with some 80 bytes in all.
 */
final class LocalNonces implements Nonces, Kept {
  private record Print(long high, long low) {}

  private static final class Generations {
    private final Set<Print> younger = ConcurrentHashMap.newKeySet();
    private final Set<Print> elder;
    private final long since;

    Generations(Set<Print> elder, long since) {
      this.elder = elder;
      this.since = since;
    }
  }

  private final AtomicReference<Generations> generations; // any thread
  private long nextMost; // control thread
  private long nextSeconds; // control thread
  private volatile long most; // control thread
  private volatile long seconds; // control thread

  /**
   * With the bounds of the config for which it is made.
   *
   * @param most how many are kept
   * @param seconds how long a signature counts
   */
  LocalNonces(long most, long seconds) {
    this.most = most;
    this.seconds = seconds;
    nextMost = most;
    nextSeconds = seconds;
    generations = new AtomicReference<>(new Generations(Set.of(), Long.MIN_VALUE / 2));
  }

  /** Says what is to count once the config that is being compiled runs. Control thread. */
  void plan(long newMost, long newSeconds) {
    nextMost = newMost;
    nextSeconds = newSeconds;
  }

  @Override
  public void adopted() {
    most = nextMost;
    seconds = nextSeconds;
  }

  @Override
  public void see(String keyId, String nonce, long nowSeconds, Answer answer) {
    answer.seen(see(print(keyId, nonce), nowSeconds));
  }

  private Sight see(Print print, long now) {
    Generations seen = at(now);
    if (seen.elder.contains(print)) {
      return Sight.AGAIN;
    }
    if (seen.younger.size() + (long) seen.elder.size() >= most) {
      return seen.younger.contains(print) ? Sight.AGAIN : Sight.FULL;
    }
    if (!seen.younger.add(print)) {
      return Sight.AGAIN;
    }
    // Were the turns taken meanwhile, another thread may be looking at the next two sets: it sees
    // this nonce in the elder one, or this thread sees it in the younger one.
    Generations current = at(now);
    return current == seen || current.younger.add(print) ? Sight.FIRST : Sight.AGAIN;
  }

  private Generations at(long now) {
    Generations current = current();
    long age = now - current.since;
    if (age < seconds) {
      return current;
    }
    Set<Print> elder = age < 2 * seconds ? current.younger : Set.of();
    generations.compareAndSet(current, new Generations(elder, now));
    return current();
  }

  private Generations current() {
    return Objects.requireNonNull(generations.get());
  }

  private static Print print(String keyId, String nonce) {
    byte[] digest = digest(keyId, nonce);
    ByteBuffer words = ByteBuffer.wrap(digest);
    return new Print(words.getLong(), words.getLong());
  }

  /** Of both; where the first ends is plain, because no parsed text has a line break. */
  static byte[] digest(String keyId, String nonce) {
    try {
      byte[] text = (keyId + '\n' + nonce).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
