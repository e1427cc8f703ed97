package io.sluice.filters.hmacauth;

import io.sluice.filters.auth.HmacSha256;
import io.sluice.gateway.api.Credential;
import java.security.MessageDigest;
import java.security.PublicKey;

/** What verifies the signatures of one credential. Immutable; any thread. */
abstract sealed class VerifyingKey {
  /** The algorithm of a shared secret. */
  static final String HMAC = "hmac-sha256";

  private VerifyingKey() {}

  /** Of a signing key. */
  static VerifyingKey of(Credential credential) {
    String algorithm = credential.algorithm();
    return algorithm == null
        ? new Shared(new HmacSha256(credential.secretBytes()))
        : new Public(Algorithm.of(algorithm), credential.verificationKey());
  }

  /** Whether it is a signature of that by this key; takes as long whatever differs. */
  abstract boolean verifies(byte[] base, byte[] signature);

  private static final class Shared extends VerifyingKey {
    private final HmacSha256 mac;

    Shared(HmacSha256 mac) {
      this.mac = mac;
    }

    @Override
    boolean verifies(byte[] base, byte[] signature) {
      return MessageDigest.isEqual(mac.of(base), signature);
    }
  }

  private static final class Public extends VerifyingKey {
    private final Algorithm algorithm;
    private final PublicKey key;

    Public(Algorithm algorithm, PublicKey key) {
      this.algorithm = algorithm;
      this.key = key;
    }

    @Override
    boolean verifies(byte[] base, byte[] signature) {
      return algorithm.verifies(key, base, signature);
    }
  }
}
