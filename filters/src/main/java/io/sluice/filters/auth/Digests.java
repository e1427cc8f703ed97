package io.sluice.filters.auth;

import io.netty.util.concurrent.FastThreadLocal;
import io.sluice.gateway.api.Credential;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, with one digest for each thread. */
public final class Digests {
  private static final FastThreadLocal<MessageDigest> SHA_256 =
      new FastThreadLocal<>() {
        @Override
        protected MessageDigest initialValue() throws NoSuchAlgorithmException {
          return MessageDigest.getInstance("SHA-256");
        }
      };

  private Digests() {}

  /** Of a text's UTF-8; 32 bytes. */
  public static byte[] sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same as text of 32 characters, for maps; see {@link Credential#keyName}. */
  public static String name(String text) {
    return Credential.keyName(sha256(text));
  }

  /** Of some bytes; 32 bytes. */
  public static byte[] sha256(byte[] bytes) {
    return SHA_256.get().digest(bytes);
  }
}
