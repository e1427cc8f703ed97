package io.sluice.gateway.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of a request head as regular expressions, straight from RFC 9112 and stricter where
 * it leaves a choice: slow, simple, and independent of the parser that it judges.
 *
 * @param length of the body: -1 for a chunked one
 */
record ReferenceRequest(String method, String target, List<String> lines, long length) {
  private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
  private static final Pattern HEAD =
      Pattern.compile(
          "(" + TOKEN + ") (/[!-~&&[^#]]*|\\*) HTTP/1\\.1\r\n((?:[^\r\n]+\r\n)*)\r\n",
          Pattern.DOTALL);
  private static final Pattern LINE =
      Pattern.compile(
          "(" + TOKEN + "): ((?:[!-~\\x80-\\xff](?:[\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?)?)");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  /**
   * Reads bytes that must be one head and nothing else.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static ReferenceRequest parse(String bytes, boolean hostOptional) {
    Matcher head = HEAD.matcher(bytes);
    if (!head.matches()) {
      throw new IllegalArgumentException("no single head: " + bytes);
    }
    List<String> lines = head.group(3).isEmpty() ? List.of() : List.of(head.group(3).split("\r\n"));
    int hosts = 0;
    int framings = 0;
    long length = 0;
    for (String line : lines) {
      Matcher field = LINE.matcher(line);
      if (!field.matches()) {
        throw new IllegalArgumentException("field line '" + line + "'");
      }
      String value = field.group(2);
      switch (field.group(1).toLowerCase(Locale.ROOT)) {
        case "host" -> {
          hosts++;
          require(HOST.matcher(value).matches(), "host '" + value + "'");
        }
        case "content-length" -> {
          framings++;
          require(value.matches("[0-9]{1,18}"), "length '" + value + "'");
          length = Long.parseLong(value);
        }
        case "transfer-encoding" -> {
          framings++;
          require(value.equals("chunked"), "coding '" + value + "'");
          length = -1;
        }
        default -> {}
      }
    }
    require(hosts == 1 || (hosts == 0 && hostOptional), hosts + " hosts");
    require(framings <= 1, "framing said " + framings + " times");
    return new ReferenceRequest(head.group(1), head.group(2), lines, length);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
