package io.sluice.gateway.http;

/** Text made fit for a header field. */
public final class FieldValues {
  private FieldValues() {}

  /** The same text with spaces in place of control characters, which would break the message. */
  public static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        char[] chars = text.toCharArray();
        for (int j = i; j < chars.length; j++) {
          chars[j] = isControl(chars[j]) ? ' ' : chars[j];
        }
        return new String(chars);
      }
    }
    return text;
  }

  private static boolean isControl(char c) {
    return (c < 0x20 && c != '\t') || c == 0x7f;
  }
}
