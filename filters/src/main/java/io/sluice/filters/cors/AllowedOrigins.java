package io.sluice.filters.cors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which origins may use the route. Compared byte by byte with what browsers send (Fetch Standard,
 * "byte-serializing a request origin"), so each entry is checked to be in that form.
 */
final class AllowedOrigins {
  private static final String EXPECTED =
      " (expected: an origin such as https://app.example.com, https://*.example.com, null or *)";

  /** Scheme, host and port, no more; a name outside ASCII goes by its xn-- form. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "(?<scheme>[a-z][a-z0-9+.-]*)://"
              + "((?<star>\\*)\\.)?([a-z0-9_.-]+|\\[[0-9a-f:.]+])(?<port>:[0-9]{1,5})?");

  private static final Set<String> DEFAULT_PORTS = Set.of("http:80", "https:443");

  private final boolean any;
  private final Set<String> exact;
  private final Subdomains[] wildcards;

  private AllowedOrigins(boolean any, Set<String> exact, Subdomains[] wildcards) {
    this.any = any;
    this.exact = exact;
    this.wildcards = wildcards;
  }

  /**
   * Checks and sorts the entries.
   *
   * @param option name of the option, for messages
   * @throws IllegalArgumentException naming the first entry that no browser's origin could equal
   */
  static AllowedOrigins of(String option, List<String> entries) {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(option + ": []" + EXPECTED);
    }
    Set<String> exact = new HashSet<>();
    List<Subdomains> wildcards = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String entry = entries.get(i).toLowerCase(Locale.ROOT);
      if (entry.equals("*")) {
        continue;
      }
      Matcher origin = ORIGIN.matcher(entry);
      boolean isOrigin = origin.matches();
      if (!isOrigin && !entry.equals("null")) {
        throw new IllegalArgumentException(option + "[" + i + "]: " + entries.get(i) + EXPECTED);
      }
      if (isOrigin && DEFAULT_PORTS.contains(origin.group("scheme") + origin.group("port"))) {
        throw new IllegalArgumentException(
            option + "[" + i + "]: " + entry + " (expected: no default port; browsers omit it)");
      }
      if (isOrigin && origin.group("star") != null) {
        int star = origin.start("star");
        wildcards.add(new Subdomains(entry.substring(0, star), entry.substring(star + 1)));
      } else {
        exact.add(entry);
      }
    }
    return new AllowedOrigins(entries.contains("*"), exact, wildcards.toArray(new Subdomains[0]));
  }

  /** Whether every origin is allowed, so that no answer depends on it. */
  boolean isAny() {
    return any;
  }

  boolean allow(String origin) {
    if (any || exact.contains(origin)) {
      return true;
    }
    for (Subdomains wildcard : wildcards) {
      if (wildcard.include(origin)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code https://*.example.com}: names under a domain, at any depth, not the domain itself.
   *
   * @param head scheme and slashes
   * @param tail the domain with its leading dot, and the port if any
   */
  private record Subdomains(String head, String tail) {

    boolean include(String origin) {
      int end = origin.length() - tail.length();
      if (end <= head.length() || !origin.startsWith(head) || !origin.endsWith(tail)) {
        return false;
      }
      // Only labels may stand for the star: no port, user or path that would move the host.
      boolean labelOpen = false;
      for (int i = head.length(); i < end; i++) {
        char c = origin.charAt(i);
        boolean dot = c == '.';
        if (dot ? !labelOpen : !isLabelPart(c)) {
          return false;
        }
        labelOpen = !dot;
      }
      return labelOpen;
    }

    private static boolean isLabelPart(char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
  }
}
