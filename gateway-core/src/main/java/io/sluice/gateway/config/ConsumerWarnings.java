package io.sluice.gateway.config;

import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Credential;
import java.util.List;

/** What is weak about the credentials of consumers. */
final class ConsumerWarnings {
  private static final int SHORTEST_KEY = 16;

  /** 2^10 rounds: what bcrypt's authors would take today at the least. */
  private static final String LEAST_BCRYPT = "10";

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
        if (hash != null && isQuick(hash)) {
          String message =
              "of bcrypt's cost "
                  + cost(hash)
                  + " is soon guessed (sluice hash password makes one)";
          all.add(new ConfigWarning(path + ".password_hash", message));
        }
      }
    }
  }

  private static boolean isQuick(String hash) {
    return hash.startsWith("$2") && cost(hash).compareTo(LEAST_BCRYPT) < 0;
  }

  /** Two digits behind the version. */
  private static String cost(String bcrypt) {
    return bcrypt.substring(4, 6);
  }
}
