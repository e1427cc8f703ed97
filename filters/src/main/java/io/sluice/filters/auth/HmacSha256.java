package io.sluice.filters.auth;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 with one secret (RFC 2104). Immutable; any thread. */
public final class HmacSha256 {
  private static final String NAME = "HmacSHA256";

  /** Never used itself, only its copies: to look for who makes them may read files. */
  private static final Mac BLANK = blank();

  private final Mac keyed; // the same

  /**
   * With a secret.
   *
   * @param secret not empty
   */
  public HmacSha256(byte[] secret) {
    keyed = copy(BLANK);
    try {
      keyed.init(new SecretKeySpec(secret, NAME));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a secret of any length is one", e);
    }
  }

  private static Mac blank() {
    try {
      return Mac.getInstance(NAME);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + NAME, e);
    }
  }

  private static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(NAME + " of every JDK can be copied", e);
    }
  }

  /** For a factory: has what reads files be read, so that no event loop has to. */
  public static void prepare() {
    copy(BLANK);
  }

  /** Of that; 32 bytes. To be compared with {@link java.security.MessageDigest#isEqual}. */
  public byte[] of(byte[] text) {
    return copy(keyed).doFinal(text);
  }
}
