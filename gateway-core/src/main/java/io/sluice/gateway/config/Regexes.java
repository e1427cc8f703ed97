package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Regular expressions of the document. RE2/J matches in linear time, but compiling is another
 * matter: {@code ((a{1000}){1000}){1000}} is short and takes all memory, and deep nesting takes the
 * stack. So the size of the program is bounded before it is built.
 */
public final class Regexes {
  private static final int MAX_LENGTH = 4096;
  private static final int MAX_DEPTH = 100;
  private static final long MAX_SIZE = 20_000;

  private Regexes() {}

  /**
   * Compiles an expression in RE2 syntax.
   *
   * @throws IllegalArgumentException naming it, and what is wrong with it
   */
  public static Pattern compile(String regex) {
    if (regex.length() > MAX_LENGTH) {
      throw refused(regex, "at most " + MAX_LENGTH + " characters");
    }
    if (size(regex) > MAX_SIZE) {
      throw refused(regex, "repetitions that multiply to less, and at most 100 nested groups");
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw refused(regex, "a regular expression in RE2 syntax; " + e.getDescription());
    }
  }

  /** Refuses what {@link #compile} refuses, with {@code key} in front. */
  static void check(String key, String regex) {
    try {
      compile(regex);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException refused(String regex, String expected) {
    return new IllegalArgumentException(Texts.visible(regex) + " (expected: " + expected + ")");
  }

  /**
   * About the program's size: characters with all repetitions written out. Knows just enough syntax
   * never to miss a group or a repetition.
   */
  static long size(String regex) {
    Deque<Long> starts = new ArrayDeque<>();
    long total = 0;
    long last = 0;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '(') {
        starts.push(total++);
      } else if (c == ')') {
        total++;
        last = total - (starts.isEmpty() ? 0 : starts.pop());
      } else if (c == '{') {
        long times = repetitions(regex, i + 1);
        total += last * (times - 1) + 1;
        last *= times;
      } else {
        int end = endOfAtom(regex, i);
        last = 1;
        total += end - i;
        i = end - 1;
      }
      if (starts.size() > MAX_DEPTH || total > MAX_SIZE) {
        return Long.MAX_VALUE;
      }
    }
    return total;
  }

  /**
   * Behind a character, an escape, a quotation or a class: what may hold brackets as plain text.
   */
  private static int endOfAtom(String regex, int i) {
    if (regex.startsWith("\\Q", i)) {
      int end = regex.indexOf("\\E", i + 2);
      return end < 0 ? regex.length() : end + 2;
    }
    if (regex.charAt(i) == '\\') {
      return Math.min(i + 2, regex.length());
    }
    return regex.charAt(i) == '[' ? endOfClass(regex, i + 1) : i + 1;
  }

  private static int endOfClass(String regex, int from) {
    int i = regex.startsWith("^", from) ? from + 1 : from;
    i = regex.startsWith("]", i) ? i + 1 : i; // a bracket that comes first is plain
    while (i < regex.length() && regex.charAt(i) != ']') {
      int named = regex.startsWith("[:", i) ? regex.indexOf(":]", i + 2) : -1;
      i = named >= 0 ? named + 2 : i + (regex.charAt(i) == '\\' ? 2 : 1);
    }
    return Math.min(i + 1, regex.length());
  }

  /** The larger count of {@code {n}}, {@code {n,}} or {@code {n,m}}; 1 when it is none of them. */
  private static long repetitions(String regex, int from) {
    long most = 1;
    long count = 0;
    for (int i = from; i < regex.length() && i < from + 32; i++) {
      char c = regex.charAt(i);
      if (c >= '0' && c <= '9') {
        count = Math.min(count * 10 + (c - '0'), MAX_SIZE);
      } else {
        most = Math.max(most, count);
        count = 0;
        if (c != ',') {
          return most;
        }
      }
    }
    return Math.max(most, count);
  }
}
