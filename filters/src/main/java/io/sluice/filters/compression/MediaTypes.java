package io.sluice.filters.compression;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Patterns of media types; matches a Content-Type in place, without cutting it up. */
final class MediaTypes {
  private final boolean all;
  private final String[] exact;

  /** {@code text/}, of {@code text/*}. */
  private final String[] prefixes;

  /** {@code +json}, of {@code *+json}: RFC 6839. */
  private final String[] suffixes;

  private MediaTypes(
      boolean all, List<String> exact, List<String> prefixes, List<String> suffixes) {
    this.all = all;
    this.exact = exact.toArray(new String[0]);
    this.prefixes = prefixes.toArray(new String[0]);
    this.suffixes = suffixes.toArray(new String[0]);
  }

  /**
   * Checks and sorts the patterns.
   *
   * @param option name of the option, for messages
   * @throws IllegalArgumentException naming the first that is none
   */
  static MediaTypes of(String option, List<String> patterns) {
    boolean all = false;
    List<String> exact = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    List<String> suffixes = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      String pattern = patterns.get(i);
      int slash = pattern.indexOf('/');
      if (pattern.equals("*") || pattern.equals("*/*")) {
        all = true;
      } else if (pattern.startsWith("*+") && isName(pattern.substring(2))) {
        suffixes.add(pattern.substring(1));
      } else if (pattern.endsWith("/*") && isName(pattern.substring(0, slash))) {
        prefixes.add(pattern.substring(0, slash + 1));
      } else if (slash > 0
          && isName(pattern.substring(0, slash))
          && isName(pattern.substring(slash + 1))) {
        exact.add(pattern);
      } else {
        throw new IllegalArgumentException(
            option
                + "["
                + i
                + "]: '"
                + pattern
                + "' (expected: as text/html, text/*, *+json or *)");
      }
    }
    return new MediaTypes(all, exact, prefixes, suffixes);
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.indexOf('*') < 0
        && HttpHeaderValidationUtil.validateToken(text) < 0;
  }

  /** Whether one of the patterns fits; a response without a type fits none, not even {@code *}. */
  boolean match(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int end = endOfType(contentType);
    for (String type : exact) {
      if (end == type.length() && contentType.regionMatches(true, 0, type, 0, end)) {
        return true;
      }
    }
    for (String prefix : prefixes) {
      if (contentType.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return true;
      }
    }
    for (String suffix : suffixes) {
      int length = suffix.length();
      if (end > length && contentType.regionMatches(true, end - length, suffix, 0, length)) {
        return true;
      }
    }
    return all;
  }

  /** Where the parameters begin; RFC 9110 section 8.3.1. */
  private static int endOfType(String contentType) {
    int semicolon = contentType.indexOf(';');
    int end = semicolon < 0 ? contentType.length() : semicolon;
    while (end > 0 && (contentType.charAt(end - 1) == ' ' || contentType.charAt(end - 1) == '\t')) {
      end--;
    }
    return end;
  }
}
