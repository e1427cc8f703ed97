package io.sluice.filters.jwt;

import io.sluice.filters.jwt.KeySet.Found.Nothing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys, found by their name and what they serve. Immutable; any thread. */
public final class KeySet {
  /** Keys without a name that one token may be tried with: each try costs. */
  private static final int MOST_TRIED = 4;

  private final List<VerificationKey> keys;
  private final Set<VerificationKey> all;
  private final Map<String, List<VerificationKey>> byId = new HashMap<>();
  private final List<VerificationKey> unnamed = new ArrayList<>();

  /** Of these. */
  public KeySet(List<VerificationKey> keys) {
    this.keys = List.copyOf(keys);
    this.all = new HashSet<>(keys);
    for (VerificationKey key : keys) {
      String id = key.id();
      (id == null ? unnamed : byId.computeIfAbsent(id, absent -> new ArrayList<>())).add(key);
    }
  }

  /** What came of looking for the key of a token. */
  public sealed interface Found {
    /** This key has signed it. */
    record By(VerificationKey key) implements Found {}

    /** Nothing has. */
    enum Nothing implements Found {
      /** The key that the token names has not signed it. */
      WRONG,
      /** The key that the token names does not serve its algorithm. */
      NOT_SERVED,
      /** The key is not there. */
      UNKNOWN
    }
  }

  /** How many there are. */
  public int size() {
    return keys.size();
  }

  /** Whether a key has this name. */
  boolean has(String id) {
    return byId.containsKey(id);
  }

  /** Whether it has an equal key. */
  public boolean contains(VerificationKey key) {
    return all.contains(key);
  }

  /** Whether the keys that may have signed the token are secrets, so that verifying is cheap. */
  public boolean isCheap(Jws token) {
    for (VerificationKey key : candidates(token.keyId())) {
      if (!key.isSecret() && key.serves(token.algorithm())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks who has signed the token. One that names its key is tried with that one, or with keys
   * that have no name; one that does not is tried with all that serve its algorithm, and is unknown
   * when they are more than a few.
   */
  public Found verify(Jws token) {
    List<VerificationKey> candidates = candidates(token.keyId());
    int tried = 0;
    for (VerificationKey key : candidates) {
      if (key.serves(token.algorithm())) {
        if (++tried > MOST_TRIED) {
          return Nothing.UNKNOWN;
        }
        if (key.verifies(token.algorithm(), token.signed(), token.signature())) {
          return new Found.By(key);
        }
      }
    }
    if (token.keyId() == null || !byId.containsKey(token.keyId())) {
      return Nothing.UNKNOWN;
    }
    return tried > 0 ? Nothing.WRONG : Nothing.NOT_SERVED;
  }

  private List<VerificationKey> candidates(@Nullable String keyId) {
    return keyId == null ? keys : Objects.requireNonNullElse(byId.get(keyId), unnamed);
  }

  /** Whether both have the same keys. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeySet set && all.equals(set.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }
}
