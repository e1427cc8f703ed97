package io.sluice.filters.oidc;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The filter's own cookies of one request, and the session that they are. */
final class RequestCookies {
  /** A session of more would not be one that the gateway has made. */
  static final int MOST_PARTS = 4;

  /** Logins of which more are not looked at. */
  private static final int MOST_LOGINS = 32;

  private final @Nullable String[] parts = new @Nullable String[MOST_PARTS];
  private final TreeMap<String, String> logins = new TreeMap<>(); // by id, the oldest first
  private boolean repeated;
  private @Nullable Session session;

  void part(int index, String value) {
    repeated |= parts[index] != null;
    parts[index] = value;
  }

  void login(String id, String value) {
    if (logins.size() < MOST_LOGINS) {
      repeated |= logins.put(id, value) != null;
    }
  }

  @Nullable String part(int index) {
    return parts[index];
  }

  SortedMap<String, String> logins() {
    return logins;
  }

  /** Whether a cookie stands there twice, so that nobody can tell which is meant. */
  boolean isRepeated() {
    return repeated;
  }

  /** The session by which the exchange was let in; null = none. */
  @Nullable Session session() {
    return session;
  }

  void session(Session accepted) {
    session = accepted;
  }
}
