package io.sluice.gateway.config;

/**
 * Statuses of HTTP: one, or all from one to another.
 *
 * @param from 100 to 599
 * @param to the last of them, 100 to 599, not below {@code from}
 */
public record StatusRange(int from, int to) {
  static final String PATTERN = "[1-5][0-9]{2}(-[1-5][0-9]{2})?";
  static final String EXPECTED = "a status from 100 to 599, or several such as 200-299";
  static final int LEAST = 100;
  static final int MOST = 599;

  public StatusRange {
    if (from < LEAST || to < from || to > MOST) {
      throw new IllegalArgumentException(
          text(from, to) + " (expected: " + LEAST + " to " + MOST + ", the lower one first)");
    }
  }

  /**
   * Parses {@code 204} or {@code 200-299}.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static StatusRange parse(String text) {
    int dash = text.indexOf('-');
    int from = number(dash < 0 ? text : text.substring(0, dash));
    int to = dash < 0 ? from : number(text.substring(dash + 1));
    if (from < LEAST || to < LEAST || from > MOST || to > MOST) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + EXPECTED + ")");
    }
    return new StatusRange(from, to);
  }

  /** The number of three digits, or -1. */
  private static int number(String digits) {
    int number = digits.length() == 3 ? 0 : -1;
    for (int i = 0; i < digits.length() && number >= 0; i++) {
      char c = digits.charAt(i);
      number = c >= '0' && c <= '9' ? number * 10 + c - '0' : -1;
    }
    return number;
  }

  /** Whether the status is one of them. */
  public boolean contains(int status) {
    return status >= from && status <= to;
  }

  private static String text(int from, int to) {
    return from == to ? Integer.toString(from) : from + "-" + to;
  }

  /** As it is parsed. */
  @Override
  public String toString() {
    return text(from, to);
  }
}
