package io.sluice.filters.jwt;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signed token taken apart (RFC 7515 section 3.1), not yet verified. Of its header only the
 * algorithm and the name of the key count. What else may stand there to lead to a key (jku, jwk,
 * x5u, x5c, x5t) is the signer's own word for itself, and is never looked at.
 *
 * @param algorithm as the token has it
 * @param keyId null = the token does not say
 * @param signed the bytes that are signed
 * @param payload what they carry
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Jws(
    Algorithm algorithm, @Nullable String keyId, byte[] signed, byte[] payload, byte[] signature) {

  /** Characters of the longest token that is looked at. */
  public static final int LONGEST = 64 * 1024;

  private static final int LONGEST_HEADER = 8 * 1024;
  private static final int LONGEST_KEY_ID = 256;

  /**
   * Takes a token apart.
   *
   * @throws InvalidToken when it is none in compact form, or asks for what is not understood
   */
  public static Jws parse(String token) throws InvalidToken {
    if (token.length() > LONGEST) {
      throw new InvalidToken(Flaw.TOO_LONG);
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0 || first > LONGEST_HEADER) {
      throw new InvalidToken(Flaw.MALFORMED);
    }
    Map<String, Object> header = header(decoded(token, 0, first));
    if (token.indexOf('.', second + 1) >= 0) { // five parts are an encrypted one
      throw new InvalidToken(header.containsKey("enc") ? Flaw.ENCRYPTED : Flaw.MALFORMED);
    }
    return new Jws(
        algorithm(header),
        keyId(header),
        token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1),
        decoded(token, first + 1, second),
        decoded(token, second + 1, token.length()));
  }

  private static byte[] decoded(String token, int from, int to) throws InvalidToken {
    byte[] bytes = Base64Url.decode(token, from, to);
    if (bytes == null) {
      throw new InvalidToken(Flaw.MALFORMED);
    }
    return bytes;
  }

  private static Map<String, Object> header(byte[] json) throws InvalidToken {
    Map<String, Object> header = StrictJson.object(json);
    if (header == null) {
      throw new InvalidToken(Flaw.MALFORMED);
    }
    if (header.containsKey("crit") || header.containsKey("b64")) { // RFC 7515 4.1.11, RFC 7797
      throw new InvalidToken(Flaw.CRITICAL);
    }
    if (header.containsKey("zip")) { // of encrypted tokens only
      throw new InvalidToken(Flaw.MALFORMED);
    }
    return header;
  }

  private static Algorithm algorithm(Map<String, Object> header) throws InvalidToken {
    if (!isOfType(header.get("typ"))) {
      throw new InvalidToken(Flaw.TYPE);
    }
    if (!(header.get("alg") instanceof String name)) {
      throw new InvalidToken(Flaw.MALFORMED);
    }
    Algorithm algorithm = Algorithm.of(name);
    if (algorithm == null) {
      throw new InvalidToken(header.containsKey("enc") ? Flaw.ENCRYPTED : Flaw.ALGORITHM);
    }
    return algorithm;
  }

  /**
   * Whether it is meant to be an access or ID token: one of another kind that the same issuer
   * signs, such as for logging out, must not pass for one (RFC 8725 section 3.11).
   */
  private static boolean isOfType(@Nullable Object type) {
    if (type == null) {
      return true;
    }
    if (!(type instanceof String text)) {
      return false;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    String plain = lower.startsWith("application/") ? lower.substring(12) : lower;
    return plain.equals("jwt") || plain.equals("at+jwt");
  }

  private static @Nullable String keyId(Map<String, Object> header) throws InvalidToken {
    Object keyId = header.get("kid");
    if (keyId == null) {
      return null;
    }
    if (keyId instanceof String name && name.length() <= LONGEST_KEY_ID) {
      return name;
    }
    throw new InvalidToken(Flaw.MALFORMED);
  }

  /** Neither what it says nor how it is signed. */
  @Override
  public String toString() {
    return "a token by " + algorithm;
  }
}
