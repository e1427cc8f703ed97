package io.sluice.gateway.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A secret that two sides have, as a config says it: its text, or behind {@code base64:} the bytes
 * that it encodes. One that is soon guessed is none. Immutable.
 */
public final class SharedSecret {

  /** A shorter one can be guessed (RFC 2104 section 3, for SHA-256). */
  private static final int LEAST = 32;

  /** What is made at random has more, even of decimal digits; what is typed in haste has fewer. */
  private static final int LEAST_DIFFERENT = 8;

  private static final String BASE64 = "base64:";

  private final byte[] bytes;

  private SharedSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A secret of 32 characters or more, or of as many bytes.
   *
   * @param option where it stands, for errors
   * @throws IllegalArgumentException that names the option and never the secret, when it is too
   *     short, has fewer than 8 different characters or bytes, or is no base64
   */
  public static SharedSecret of(String option, String text) {
    return of(option, text, LEAST, "");
  }

  /**
   * The same of another length.
   *
   * @param least how many characters or bytes it has to have
   * @param use that takes so many, for errors: as in {@code for HS512}; empty: nothing is said
   * @throws IllegalArgumentException as above
   */
  public static SharedSecret of(String option, String text, int least, String use) {
    boolean encoded = text.startsWith(BASE64);
    byte[] bytes = encoded ? decoded(option, text) : text.getBytes(StandardCharsets.UTF_8);
    int length = encoded ? bytes.length : text.length();
    String unit = encoded ? "byte" : "character";
    String hint =
        (encoded ? " behind base64:" : "") + ", such as openssl rand -base64 " + least + " gives)";
    if (length < least) {
      String more = " or more" + (use.isEmpty() ? "" : ' ' + use);
      throw new IllegalArgumentException(
          option + ": of " + counted(length, unit) + " (expected: " + least + more + hint);
    }
    long different =
        (encoded ? new String(bytes, StandardCharsets.ISO_8859_1) : text)
            .chars()
            .distinct()
            .count();
    if (different < LEAST_DIFFERENT) {
      throw new IllegalArgumentException(
          option
              + ": of "
              + counted(different, "different " + unit)
              + " (expected: "
              + LEAST_DIFFERENT
              + " or more"
              + hint);
    }
    return new SharedSecret(bytes);
  }

  private static String counted(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }

  private static byte[] decoded(String option, String text) {
    String lines = text.substring(BASE64.length()); // openssl breaks them
    try {
      return Base64.getDecoder().decode(lines.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) { // not the cause of the next: it may repeat a part
      throw new IllegalArgumentException(option + ": (hidden) (expected: base64 behind base64:)");
    }
  }

  /** A copy of what the two sides have. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Nothing of it. */
  @Override
  public String toString() {
    return "(hidden)";
  }
}
