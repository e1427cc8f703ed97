package io.sluice.gateway.config;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is weak about the credentials of consumers. */
final class ConsumerWarnings {
  private static final int SHORTEST_KEY = 16;

  /** 2^10 rounds: what bcrypt's authors would take today at the least. */
  private static final String LEAST_BCRYPT = "10";

  /** KiB times passes, of the least that OWASP's cheat sheet on storing passwords has: 7 MiB, 5. */
  private static final long LEAST_ARGON2 = 7 * 1024 * 5;

  private static final Pattern ARGON2 = Pattern.compile("m=([0-9]+),t=([0-9]+)");

  private ConsumerWarnings() {}

  /** Adds to {@code all} what is odd, in the consumers' order. */
  static void add(List<Consumer> consumers, List<ConfigWarning> all) {
    for (int i = 0; i < consumers.size(); i++) {
      List<Credential> credentials = consumers.get(i).credentials();
      for (int j = 0; j < credentials.size(); j++) {
        String path = "consumers[" + i + "].credentials[" + j + "]";
        String key = credentials.get(j).key();
        String hash = credentials.get(j).passwordHash();
        if (key != null && key.length() < SHORTEST_KEY) {
          String message =
              "of " + key.length() + " characters is soon guessed (openssl rand -hex 24 makes one)";
          all.add(new ConfigWarning(path + ".key", message));
        }
        String quick = hash == null ? null : quick(hash);
        if (quick != null) {
          String message = quick + " is soon guessed (sluice hash password makes a better one)";
          all.add(new ConfigWarning(path + ".password_hash", message));
        }
      }
    }
  }

  /** What makes guessing cheap; null = nothing. */
  private static @Nullable String quick(String hash) {
    if (hash.startsWith("$2")) {
      String cost = hash.substring(4, 6); // two digits behind the version
      return cost.compareTo(LEAST_BCRYPT) < 0 ? "of bcrypt's cost " + cost : null;
    }
    Matcher costs = ARGON2.matcher(hash);
    boolean weak =
        costs.find()
            && Long.parseLong(costs.group(1)) * Long.parseLong(costs.group(2)) < LEAST_ARGON2;
    return weak ? "of argon2's " + costs.group() : null;
  }
}
