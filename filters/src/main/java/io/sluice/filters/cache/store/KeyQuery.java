package io.sluice.filters.cache.store;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The query as a part of a key: the parameters that count, by name, those of one name in their
 * order. What a cache leaves out and an origin reads would let anyone choose the answer that others
 * get ("parameter cloaking"), so whatever origins may read in several ways counts, in its place: a
 * name with escapes, a semicolon, which some take for an ampersand.
 *
 * <p>Confined to a thread, whose scratch memory it is.
 */
final class KeyQuery {

  /** Who sends more gets them unsorted: sorting must not keep a thread busy. */
  private static final int MOST_SORTED = 64;

  private int[] starts = new int[MOST_SORTED];
  private int[] ends = new int[MOST_SORTED];
  private int count;

  KeyQuery() {}

  /** The whole query as a key has it that leaves nothing out. */
  static String sorted(String query) {
    StringBuilder part = new StringBuilder();
    new KeyQuery().append(part, query, KeyRules.PLAIN);
    return part.substring(part.indexOf(":") + 1);
  }

  /** Appends the query as one part. */
  void append(StringBuilder to, @Nullable String query, KeyRules rules) {
    count = 0;
    if (query == null) {
      to.append('-');
      return;
    }
    boolean sortable = read(query, rules);
    if (count == 0) { // as if there were no query
      to.append('-');
      return;
    }
    if (sortable && count <= MOST_SORTED) {
      sort(query);
    }
    int length = count - 1;
    for (int i = 0; i < count; i++) {
      length += ends[i] - starts[i];
    }
    to.append(length).append(':');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        to.append('&');
      }
      to.append(query, starts[i], ends[i]);
    }
  }

  /** Finds the parameters that count; false when their order may mean something. */
  private boolean read(String query, KeyRules rules) {
    boolean sortable = true;
    for (int at = 0, end; at <= query.length(); at = end + 1) {
      end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      boolean clear = isClear(query, at, end);
      if (!clear || counts(query, at, nameEnd(query, at, end), rules)) {
        sortable &= clear;
        add(at, end);
      }
    }
    return sortable;
  }

  private void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    starts[count] = start;
    ends[count++] = end;
  }

  /** Whether all origins see one parameter of this name. */
  private static boolean isClear(String query, int start, int end) {
    boolean inName = true;
    boolean open = false; // a bracket that is not closed, of which PHP makes an underscore
    for (int i = start; i < end; i++) {
      char c = query.charAt(i);
      if (c == ';' || (inName && (c == '%' || c == '+'))) {
        return false;
      }
      inName &= c != '=';
      open = inName ? c == '[' || (open && c != ']') : open;
    }
    return !open;
  }

  private static int nameEnd(String query, int start, int end) {
    int at = start;
    while (at < end && query.charAt(at) != '=') {
      at++;
    }
    return at;
  }

  private static boolean counts(String query, int start, int nameEnd, KeyRules rules) {
    List<String> only = rules.only();
    return only == null
        ? !isIgnored(query, start, nameEnd, rules.ignored())
        : isOneOf(query, start, nameEnd, only);
  }

  private static boolean isIgnored(String query, int start, int nameEnd, List<String> ignored) {
    for (int i = 0; i < ignored.size(); i++) {
      String name = ignored.get(i);
      int length = name.length();
      boolean begins = name.endsWith("*");
      int most = begins ? length - 1 : length;
      boolean matches = begins ? nameEnd - start >= most : nameEnd - start == most;
      if (matches && query.regionMatches(start, name, 0, most)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an origin may read one of these names: in any case, as a list, with an underscore. */
  private static boolean isOneOf(String query, int start, int nameEnd, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (compare(query, start, nameEnd, name, 0, name.length()) == 0) {
        return true;
      }
    }
    return false;
  }

  /** Insertion keeps the order of those whose names an origin may take for each other. */
  private void sort(String query) {
    for (int i = 1; i < count; i++) {
      int start = starts[i];
      int end = ends[i];
      int to = i;
      while (to > 0 && compare(query, starts[to - 1], ends[to - 1], query, start, end) > 0) {
        starts[to] = starts[to - 1];
        ends[to] = ends[to - 1];
        to--;
      }
      starts[to] = start;
      ends[to] = end;
    }
  }

  private static int compare(
      String one, int start, int end, String other, int otherStart, int otherEnd) {
    int i = start;
    int j = otherStart;
    for (; ; i++, j++) {
      int a = i < end ? folded(one.charAt(i)) : 0;
      int b = j < otherEnd ? folded(other.charAt(j)) : 0;
      if (a != b || a == 0) {
        return a - b;
      }
    }
  }

  /** As origins may read a character of a name; 0 = the name ends in front of it. */
  private static int folded(char c) {
    if (c == '=' || c == '[') {
      return 0;
    }
    if (c >= 'A' && c <= 'Z') {
      return c | 0x20;
    }
    return c == '.' ? '_' : c;
  }
}
