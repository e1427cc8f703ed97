package io.sluice.filters.jwt;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a token, which stands for it: made for every request, so of nothing but itself.
 */
public record TokenDigest(long a, long b, long c, long d) {
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
    byte[] of(String value, int from) throws DigestException {
      int length = value.length() - from;
      if (text.length < length) {
        text = new byte[Math.max(length, 2 * text.length)];
      }
      value.getBytes(from, value.length(), text, 0);
      digest.update(text, 0, length);
      digest.digest(result, 0, BYTES);
      return result;
    }
  }

  /**
   * Of a token.
   *
   * @param text without characters above U+00FF: of those the digest knows the lower half only
   * @param from where in it the token begins; it goes on to the end
   */
  public static TokenDigest of(String text, int from) {
    try {
      byte[] sha256 = WORKSPACES.get().of(text, from);
      return new TokenDigest(at(sha256, 0), at(sha256, 8), at(sha256, 16), at(sha256, 24));
    } catch (DigestException e) {
      throw new IllegalStateException(e); // the array is as long as the digest
    }
  }

  private static long at(byte[] bytes, int index) {
    return (long) LONGS.get(bytes, index);
  }

  @Override
  public int hashCode() {
    return (int) a;
  }
}
