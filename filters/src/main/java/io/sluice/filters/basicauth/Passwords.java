package io.sluice.filters.basicauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.HashingFunction;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies passwords off the event loops, each pair of password and hash once at a time, and
 * remembers for a while how that went. What it remembers is a hash of both and of a number that
 * changes with each process, so that nothing of it is of use elsewhere; another hash in the config
 * makes another pair.
 *
 * <p>Of wrong ones it remembers few and not for long: that keeps a client with an old password from
 * costing 100 ms each time, and leaves those who guess to the bounds of {@link Offload}.
 */
final class Passwords implements Kept {
  private static final int MOST_RIGHT = 10_000;
  private static final int MOST_WRONG = 1_000;
  private static final Duration WRONG_FOR = Duration.ofSeconds(10);

  private final Offload offload;
  private final String salt;
  private final Cache<Sha256, Boolean> right;
  private final Cache<Sha256, Boolean> wrong;
  private final ConcurrentHashMap<Sha256, CompletableFuture<Boolean>> underway =
      new ConcurrentHashMap<>();

  private Passwords(Duration ttl, Offload offload, Ticker ticker) {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    this.salt = HexFormat.of().formatHex(random);
    this.offload = offload;
    this.right = cache(MOST_RIGHT, ttl, ticker).expireAfterAccess(ttl).build();
    Duration wrongFor = ttl.compareTo(WRONG_FOR) < 0 ? ttl : WRONG_FOR;
    this.wrong = cache(MOST_WRONG, ttl, ticker).expireAfterWrite(wrongFor).build();
  }

  private static Caffeine<Object, Object> cache(int most, Duration ttl, Ticker ticker) {
    return Caffeine.newBuilder().maximumSize(ttl.isZero() ? 0 : most).ticker(ticker::nanos);
  }

  /** Equal for all filters that remember for as long. */
  private record Identity(Duration ttl) {}

  /** For a factory. */
  static Passwords of(Duration ttl, FilterContext context) {
    Offload offload = Offload.of(context, Offload.Work.PASSWORDS);
    return context.keep(new Identity(ttl), () -> new Passwords(ttl, offload, context.ticker()));
  }

  /** Whether a password is right; null = it is not known yet. Event loops. */
  @Nullable Boolean known(Sha256 pair) {
    Boolean is = right.getIfPresent(pair);
    return is == null ? wrong.getIfPresent(pair) : is;
  }

  /**
   * Stands for a password and a hash, of one name: what is remembered for one must not tell whether
   * another is known.
   */
  Sha256 pair(BasicCredentials given, String hash) {
    String text = salt + '\0' + hash + '\0' + given.name() + '\0' + given.password();
    return Sha256.of(text);
  }

  /**
   * Verifies.
   *
   * @return completes on any thread; null when too many wait
   */
  @Nullable CompletableFuture<Boolean> verify(Sha256 pair, String password, String hash) {
    CompletableFuture<Boolean> other = underway.get(pair);
    if (other != null) {
      return other;
    }
    CompletableFuture<Boolean> begun = offload.submit(() -> isRight(password, hash));
    if (begun == null) {
      return null;
    }
    underway.put(pair, begun);
    return begun.whenComplete(
        (is, failed) -> {
          underway.remove(pair, begun);
          if (failed == null) {
            (is ? right : wrong).put(pair, is);
          }
        });
  }

  /** Takes its time. */
  static boolean isRight(String password, String hash) {
    HashingFunction function =
        hash.startsWith("$2")
            ? BcryptFunction.getInstanceFromHash(hash)
            : Argon2Function.getInstanceFromHash(hash);
    return function.check(password, hash);
  }

  @Override
  public void close() {
    right.invalidateAll();
    wrong.invalidateAll();
  }
}
