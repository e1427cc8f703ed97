package io.sluice.filters.hmacauth;

import io.sluice.gateway.api.Credential;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What verifies the signatures of one credential. Immutable; any thread. */
abstract sealed class VerifyingKey {
  /** The algorithm of a shared secret. */
  static final String HMAC = "hmac-sha256";

  private VerifyingKey() {}

  /** Of a signing key. */
  static VerifyingKey of(Credential credential, Macs macs) {
    String algorithm = credential.algorithm();
    return algorithm == null
        ? new Shared(macs.with(credential.secretBytes()))
        : new Public(Algorithm.of(algorithm), credential.verificationKey());
  }

  /** Whether it is a signature of that by this key; takes as long whatever differs. */
  abstract boolean verifies(byte[] base, byte[] signature);

  /** Makes HMACs without looking for who can: that may read files, which no event loop must. */
  static final class Macs {
    private static final String NAME = "HmacSHA256";
    private final Mac blank;

    Macs() {
      try {
        blank = Mac.getInstance(NAME);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + NAME, e);
      }
    }

    Mac with(byte[] secret) {
      try {
        Mac mac = copy(blank);
        mac.init(new SecretKeySpec(secret, NAME));
        return mac;
      } catch (InvalidKeyException e) {
        throw new IllegalStateException("a secret of any length is one", e);
      }
    }

    static Mac copy(Mac mac) {
      try {
        return (Mac) mac.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(NAME + " of every JDK can be copied", e);
      }
    }
  }

  private static final class Shared extends VerifyingKey {
    private final Mac mac; // never used itself, only its copies

    Shared(Mac mac) {
      this.mac = mac;
    }

    @Override
    boolean verifies(byte[] base, byte[] signature) {
      return MessageDigest.isEqual(Macs.copy(mac).doFinal(base), signature);
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
