package io.sluice.filters.jwt;

import java.util.Map;

/**
 * What a token says, whether or not that has been verified.
 *
 * @param values all of it; immutable, without members that are null
 * @param expires seconds since 1970 from which on it is not valid; far away when it does not say
 * @param notBefore seconds since 1970 before which it is not valid
 */
public record Claims(Map<String, Object> values, long expires, long notBefore) {
  /** Seconds of the year 9999: what is later is no date in seconds. */
  private static final double LAST = 253_402_300_799.0;

  /**
   * Reads them.
   *
   * @throws InvalidToken when they are no JSON object, or their dates are none
   */
  public static Claims parse(byte[] payload) throws InvalidToken {
    Map<String, Object> values = StrictJson.object(payload);
    if (values == null) {
      throw new InvalidToken(Flaw.CLAIMS);
    }
    long expires = (long) Math.floor(date(values, "exp", LAST));
    return new Claims(values, expires, (long) Math.ceil(date(values, "nbf", 0)));
  }

  /** Seconds since 1970; fractions are allowed (RFC 7519 section 2), text is not. */
  private static double date(Map<String, Object> values, String name, double absent)
      throws InvalidToken {
    Object value = values.get(name);
    if (value == null) {
      return absent;
    }
    double seconds = value instanceof Number number ? number.doubleValue() : Double.NaN;
    if (!(seconds >= 0 && seconds <= LAST)) {
      throw new InvalidToken(Flaw.CLAIMS);
    }
    return seconds;
  }

  /** Whether they say when the token ends. */
  boolean end() {
    return values.containsKey("exp");
  }
}
