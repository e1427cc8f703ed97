package io.sluice.gateway.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address that a cache is to be warmed with: {@code http://host/path?query}, {@code https://...}
 * or {@code /path?query}.
 *
 * @param https whether clients ask for it with https
 * @param authority the host, perhaps with a port; null = whatever the gateway is reached by
 * @param target path and query, as a request line has them
 */
public record WarmAddress(boolean https, @Nullable String authority, String target) {

  /** What each looks like (RE2 syntax): visible ASCII, without user info and fragment. */
  public static final String PATTERN = "(https?://[!\"$-.0->A-~]+)?/[!\"$-~]*";

  /** The same in words. */
  public static final String EXPECTED = "an address such as http://host/path or /path";

  /** How many one list may have. */
  public static final int MOST = 10_000;

  /** Characters that one may have. */
  public static final int LONGEST = 8 << 10;

  private static final Pattern ADDRESS =
      Pattern.compile("(?:(https?)://([!\"$-.0->A-~]+))?(/[!\"$-~]*)");
  private static final int SHOWN = 80; // characters

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException as {@code path (expected: an address such as ...)}
   */
  public static WarmAddress of(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      throw new IllegalArgumentException(shown(text) + " (expected: " + EXPECTED + ")");
    }
    return new WarmAddress("https".equals(matcher.group(1)), matcher.group(2), matcher.group(3));
  }

  /** Whether a text is one. */
  public static boolean isOne(String text) {
    return text.length() <= LONGEST && ADDRESS.matcher(text).matches();
  }

  private static String shown(String text) {
    StringBuilder out = new StringBuilder();
    Escapes.plain(out, text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text);
    return out.isEmpty() ? "\"\"" : out.toString();
  }
}
