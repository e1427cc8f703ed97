package io.sluice.filters.oidc;

import io.netty.util.concurrent.FastThreadLocal;
import io.sluice.filters.jwt.Base64Url;
import io.sluice.gateway.api.SharedSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes cookies that nobody else can read, make or change: AES-256-GCM. What a cookie is for, its
 * name, and whose client's it is are authenticated with it, so that none passes for another.
 *
 * <p>Whoever asks for a page makes the gateway seal a cookie, so that in a few days there may be as
 * many as one key may seal with random nonces of 96 bits. Each cookie therefore has a key of its
 * own, made of the secret and of 96 more random bits.
 *
 * <p>Any thread; a few microseconds each.
 */
final class CookieCipher {
  private static final byte VERSION = 1;
  private static final int SALT = 12;
  private static final int IV = 12;
  private static final int TAG = 16;
  private static final int HEAD = 1 + SALT + IV;

  private static final FastThreadLocal<Mac> HMAC =
      new FastThreadLocal<>() {
        @Override
        protected Mac initialValue() throws GeneralSecurityException {
          return Mac.getInstance("HmacSHA256");
        }
      };

  private static final FastThreadLocal<Cipher> CIPHER =
      new FastThreadLocal<>() {
        @Override
        protected Cipher initialValue() throws GeneralSecurityException {
          return Cipher.getInstance("AES/GCM/NoPadding");
        }
      };

  private final SecretKeySpec[] masters; // the one that seals comes first
  private final String audience;
  private final SecureRandom random;

  /**
   * @param secret what seals
   * @param previous what may have sealed before; null = nothing
   * @param audience whose cookies they are
   */
  CookieCipher(
      SharedSecret secret, @Nullable SharedSecret previous, String audience, SecureRandom random) {
    this.masters =
        previous == null
            ? new SecretKeySpec[] {master(secret)}
            : new SecretKeySpec[] {master(secret), master(previous)};
    this.audience = audience;
    this.random = random;
    open("", "", seal("", "", new byte[1])); // loads what event loops will use
  }

  /** HKDF-SHA256 without salt, one block (RFC 5869). */
  private static SecretKeySpec master(SharedSecret secret) {
    byte[] extracted = hmac(new SecretKeySpec(new byte[32], "HmacSHA256"), secret.bytes());
    byte[] expanded =
        hmac(new SecretKeySpec(extracted, "HmacSHA256"), bytes("sluice oidc cookie\u0001"));
    return new SecretKeySpec(expanded, "HmacSHA256");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hmac(SecretKeySpec key, byte[] of) {
    try {
      Mac mac = HMAC.get();
      mac.init(key);
      return mac.doFinal(of);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /**
   * Seals.
   *
   * @param purpose what the cookie is for
   * @param name of the cookie
   * @return base64url
   */
  String seal(String purpose, String name, byte[] plain) {
    byte[] head = new byte[HEAD];
    random.nextBytes(head);
    head[0] = VERSION;
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, masters[0], head, purpose, name);
      byte[] sealed = Arrays.copyOf(head, HEAD + plain.length + TAG);
      cipher.doFinal(plain, 0, plain.length, sealed, HEAD);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // not with a fresh key and a buffer of the right size
    }
  }

  /**
   * Opens what {@link #seal} has made.
   *
   * @return null when it is anything else, of whatever kind
   */
  byte @Nullable [] open(String purpose, String name, String text) {
    byte[] sealed = Base64Url.decode(text, 0, text.length());
    if (sealed == null || sealed.length < HEAD + TAG || sealed[0] != VERSION) {
      return null;
    }
    for (SecretKeySpec master : masters) {
      byte[] plain = open(master, purpose, name, sealed);
      if (plain != null) {
        return plain;
      }
    }
    return null;
  }

  private byte @Nullable [] open(SecretKeySpec master, String purpose, String name, byte[] sealed) {
    try {
      return cipher(Cipher.DECRYPT_MODE, master, sealed, purpose, name)
          .doFinal(sealed, HEAD, sealed.length - HEAD);
    } catch (GeneralSecurityException e) { // by another secret, or altered
      return null;
    }
  }

  private Cipher cipher(int mode, SecretKeySpec master, byte[] head, String purpose, String name)
      throws GeneralSecurityException {
    byte[] key = hmac(master, Arrays.copyOf(head, 1 + SALT));
    Cipher cipher = CIPHER.get();
    cipher.init(
        mode,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(TAG * 8, head, 1 + SALT, IV),
        random);
    cipher.updateAAD(bytes(purpose + '\0' + name + '\0' + audience));
    return cipher;
  }
}
