package io.sluice.filters.auth;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256, which stands for what it is made of: in maps, and where a secret must not be found.
 * Any thread.
 */
public record Sha256(long a, long b, long c, long d) {
  private static final int BYTES = 32;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final FastThreadLocal<Workspace> WORKSPACES =
      new FastThreadLocal<>() {
        @Override
        protected Workspace initialValue() throws NoSuchAlgorithmException {
          return new Workspace(MessageDigest.getInstance("SHA-256"));
        }
      };

  /** A thread's own. */
  private static final class Workspace {
    private final MessageDigest digest;
    private final byte[] result = new byte[BYTES];
    private byte[] text = new byte[2048];

    Workspace(MessageDigest digest) {
      this.digest = digest;
    }

    @SuppressWarnings("deprecation") // what it loses of characters above U+00FF is ruled out
    Sha256 of(String value, int from) {
      int length = value.length() - from;
      if (text.length < length) {
        text = new byte[Math.max(length, 2 * text.length)];
      }
      value.getBytes(from, value.length(), text, 0);
      return of(text, length);
    }

    Sha256 of(byte[] bytes, int length) {
      try {
        digest.update(bytes, 0, length);
        digest.digest(result, 0, BYTES);
        return new Sha256(at(result, 0), at(result, 8), at(result, 16), at(result, 24));
      } catch (DigestException e) {
        throw new IllegalStateException(e); // the array is as long as the digest
      }
    }
  }

  /**
   * Of the end of a text, a byte for each character. Made for every request, so of nothing but
   * itself.
   *
   * @param text without characters above U+00FF: of those the digest knows the lower half only
   * @param from where in it the end begins
   */
  public static Sha256 ofLatin1(String text, int from) {
    return WORKSPACES.get().of(text, from);
  }

  /** Of a text's UTF-8. */
  public static Sha256 of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of some bytes. */
  public static Sha256 of(byte[] bytes) {
    return WORKSPACES.get().of(bytes, bytes.length);
  }

  /** Of a text's UTF-8, as it is; 32 bytes. */
  public static byte[] bytes(String text) {
    return WORKSPACES.get().digest.digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static long at(byte[] bytes, int index) {
    return (long) LONGS.get(bytes, index);
  }

  /** In hexadecimal; 64 characters. */
  public String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
  }

  @Override
  public int hashCode() {
    return (int) a;
  }
}
