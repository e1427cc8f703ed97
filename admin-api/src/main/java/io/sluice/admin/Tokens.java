package io.sluice.admin;

import io.sluice.gateway.config.AdminTokenConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which token. How long a look-up takes tells nothing: digests are compared, which are of
 * one length whatever the tokens are, and all of them each time.
 */
final class Tokens {
  private final List<Caller> holders = new ArrayList<>();
  private final List<byte[]> digests = new ArrayList<>(); // of the holders' tokens

  Tokens(List<AdminTokenConfig> tokens) {
    for (AdminTokenConfig token : tokens) {
      holders.add(new Caller(token.name(), token.role()));
      digests.add(digest(token.token()));
    }
  }

  /** The holder of a token, or null. */
  @Nullable Caller holder(String token) {
    byte[] given = digest(token);
    Caller found = null;
    for (int i = 0; i < holders.size(); i++) {
      boolean equal = MessageDigest.isEqual(digests.get(i), given);
      found = equal ? holders.get(i) : found;
    }
    return found;
  }

  static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
