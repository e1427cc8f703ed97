package io.sluice.filters.hmacauth;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.ListElement;
import org.jspecify.annotations.Nullable;

/** The digests of a body that its request announces (RFC 9530 2). Immutable. */
final class ContentDigest {
  static final String FIELD = "content-digest";
  private static final int LONGEST = 1024;
  private static final int MOST = 8;

  private final byte @Nullable [] sha256; // null: not announced
  private final byte @Nullable [] sha512;

  private ContentDigest(byte @Nullable [] sha256, byte @Nullable [] sha512) {
    this.sha256 = sha256;
    this.sha512 = sha512;
  }

  /**
   * Reads the field. Digests of other algorithms are passed over, as the RFC says: they have been
   * broken, or are nothing that everybody can make.
   */
  static ContentDigest of(List<String> lines) throws Refusal {
    Map<String, ListElement<?>> members =
        Structured.dictionary("Content-Digest", SignatureBase.joined(lines), LONGEST, MOST);
    byte[] sha256 = digest(members, "sha-256", 32);
    byte[] sha512 = digest(members, "sha-512", 64);
    if (sha256 == null && sha512 == null) {
      throw Refusal.malformed("Content-Digest: no known digest (expected: sha-256 or sha-512).");
    }
    return new ContentDigest(sha256, sha512);
  }

  private static byte @Nullable [] digest(
      Map<String, ListElement<?>> members, String name, int length) throws Refusal {
    ListElement<?> member = members.get(name);
    if (member == null) {
      return null;
    }
    if (!(member instanceof ByteSequenceItem sequence)) {
      throw Refusal.malformed("Content-Digest: " + name + " is no byte sequence.");
    }
    byte[] bytes = bytes(sequence);
    if (bytes.length != length) {
      throw Refusal.malformed(
          "Content-Digest: " + name + ": " + bytes.length + " bytes (expected: " + length + ").");
    }
    return bytes;
  }

  static byte[] bytes(ByteSequenceItem sequence) {
    ByteBuffer buffer = sequence.get().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Whether all that are announced are the body's. The body is borrowed. */
  boolean matches(ByteBuf body) {
    return matches("SHA-256", sha256, body) && matches("SHA-512", sha512, body);
  }

  private static boolean matches(String algorithm, byte @Nullable [] announced, ByteBuf body) {
    if (announced == null) {
      return true;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (ByteBuffer part : body.nioBuffers()) {
        digest.update(part);
      }
      return MessageDigest.isEqual(digest.digest(), announced);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
