package io.sluice.gateway.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Hosts and paths of the rules, to be held against a request. A rule has a number, and at that
 * number in each of a few arrays is what belongs to it, so that a processor that knows the number
 * fetches all of it at once; as an object with strings it would take five fetches from cold memory,
 * each waiting for the one before.
 *
 * <p>The patterns stand in one text, at a fixed distance that is enough for most of them: path,
 * then host. A variable of a template is one opening brace there, and a rest a brace and a star:
 * what they are called is not for a lookup. What does not fit is held against the rule's objects,
 * and so are regular expressions.
 */
final class FlatRules<T> {

  // A head, from its lowest bit: 8 bits length of the path, 8 length of the host, 3 kind of the
  // path, 1 wildcard host, 1 unconditional; from bit 32 the rank. The sign is the index's.
  private static final int HOST_LENGTH = 8;
  private static final int PATH_KIND = 16;
  private static final int WILDCARD = 1 << 19;
  private static final int UNCONDITIONAL = 1 << 20;

  private static final int EXACT = 0;
  private static final int TEMPLATE = 1;
  private static final int PREFIX = 2;
  private static final int ANY = 3;
  private static final int OBJECT = 4;

  /** ASCII. As bytes: what a lookup waits for is one fetch nearer than in a string. */
  private final byte[] text;

  private final int distance;

  /** By number; whole, for what does not fit and for edits. */
  private final Rule<T>[] rules;

  private FlatRules(byte[] text, int distance, Rule<T>[] rules) {
    this.text = text;
    this.distance = distance;
    this.rules = rules;
  }

  /** Whether host and path are all that a rule asks for. */
  static boolean isUnconditional(long head) {
    return (head & UNCONDITIONAL) != 0;
  }

  /** Whether a request's host and path are those of a rule. */
  boolean match(int number, long head, String host, String path) {
    int kind = ((int) head >>> PATH_KIND) & 7;
    if (kind == OBJECT) {
      return rules[number].path().matches(path) && rules[number].host().matches(host);
    }
    int at = number * distance;
    int pathLength = (int) head & 0xff;
    int hostLength = ((int) head >>> HOST_LENGTH) & 0xff;
    return matchPath(kind, at, pathLength, path)
        && (hostLength == 0 || matchHost(head, at + pathLength, hostLength, host));
  }

  private boolean matchPath(int kind, int at, int length, String path) {
    return switch (kind) {
      case EXACT -> path.length() == length && same(path, 0, at, length);
      case PREFIX ->
          same(path, 0, at, length)
              && (path.length() == length
                  || path.charAt(length) == '/'
                  || path.charAt(length - 1) == '/');
      case TEMPLATE -> matchTemplate(at, at + length, path);
      default -> true;
    };
  }

  /** Not regionMatches: with cold text that was slower on JDK 17, and no faster on 25. */
  private boolean same(String asked, int from, int at, int length) {
    if (from + length > asked.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (asked.charAt(from + i) != text[at + i]) {
        return false;
      }
    }
    return true;
  }

  private boolean matchHost(long head, int at, int length, String host) {
    int from = host.length() - length;
    boolean fits = (head & WILDCARD) == 0 ? from == 0 : from > 0;
    return fits && same(host, from, at, length);
  }

  private boolean matchTemplate(int from, int to, String path) {
    int length = path.length();
    int at = 0;
    for (int i = from; i < to; i++) {
      char c = (char) text[i];
      if (c != '{') {
        if (at == length || path.charAt(at++) != c) {
          return false;
        }
      } else if (i + 1 < to && text[i + 1] == '*') {
        return at < length;
      } else {
        int start = at;
        while (at < length && path.charAt(at) != '/') {
          at++;
        }
        if (at == start) {
          return false;
        }
      }
    }
    return at == length;
  }

  /** It with another rule, alike but for what its route's owner keeps, at a number. */
  FlatRules<T> swapped(int number, Rule<T> rule) {
    Rule<T>[] swapped = rules.clone();
    swapped[number] = rule;
    return new FlatRules<>(text, distance, swapped);
  }

  /** Writes rules down. */
  static final class Builder<T> {
    private static final int SHORTEST = 32;
    private static final int LONGEST = 128;

    private final Rule<T>[] rules;
    private final int[] ranks;
    private final String[] flat;
    private final int distance;
    private final byte[] text;

    /**
     * Ready to write.
     *
     * @param ranks by number, the rank of the rule there, or a negative one
     * @param ranked the rules by rank
     */
    Builder(int[] ranks, Rule<T>[] ranked) {
      this.ranks = ranks;
      rules = Arrays.copyOf(ranked, ranks.length);
      flat = new String[ranks.length];
      int[] lengths = new int[LONGEST + 1];
      int count = 0;
      for (int number = 0; number < ranks.length; number++) {
        rules[number] = ranks[number] < 0 ? null : ranked[ranks[number]];
        flat[number] = ranks[number] < 0 ? "" : flat(rules[number]);
        if (ranks[number] >= 0) {
          lengths[Math.min(LONGEST, flat[number].length())]++;
          count++;
        }
      }
      distance = distance(lengths, count, ranks.length);
      text = new byte[ranks.length * distance];
    }

    /** Enough for nine of ten. */
    private static int distance(int[] lengths, int count, int numbers) {
      int enough = 0;
      for (int fit = lengths[0]; fit < count - count / 10; fit += lengths[enough]) {
        enough++;
      }
      int most = Integer.MAX_VALUE / 2 / Math.max(1, numbers);
      return Math.min(most, Math.max(SHORTEST, (enough + 7) & -8));
    }

    /** Writes the rule with a number; its head. */
    long put(int number) {
      Rule<T> rule = rules[number];
      String flat = this.flat[number];
      long head = (long) ranks[number] << 32;
      head |= rule.conditions().count() == 0 ? UNCONDITIONAL : 0;
      if (rule.path().kind() == PathPattern.Kind.REGEX
          || flat.length() > distance
          || !isAscii(flat)) {
        return head | (OBJECT << PATH_KIND);
      }
      System.arraycopy(flat.getBytes(US_ASCII), 0, text, number * distance, flat.length());
      int hostLength = rule.host().text().length();
      return head
          | (flat.length() - hostLength)
          | (hostLength << HOST_LENGTH)
          | (kind(rule.path()) << PATH_KIND)
          | (rule.host().kind() == HostPattern.Kind.WILDCARD ? WILDCARD : 0);
    }

    private static boolean isAscii(String text) {
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) > 0x7f) {
          return false;
        }
      }
      return true;
    }

    private static String flat(Rule<?> rule) {
      PathPattern path = rule.path();
      if (path.kind() != PathPattern.Kind.TEMPLATE) {
        return path.text() + rule.host().text();
      }
      StringBuilder flat = new StringBuilder();
      for (String segment : path.segments()) {
        boolean rest = PathTemplate.isRest(segment);
        flat.append('/').append(rest ? "{*" : PathTemplate.isVariable(segment) ? "{" : segment);
      }
      return flat.append(rule.host().text()).toString();
    }

    private static int kind(PathPattern path) {
      return switch (path.kind()) {
        case EXACT -> EXACT;
        case TEMPLATE -> TEMPLATE;
        case PREFIX -> PREFIX;
        case REGEX -> OBJECT;
        case ANY -> ANY;
      };
    }

    /** All that was written. */
    FlatRules<T> build() {
      return new FlatRules<>(text, distance, rules);
    }
  }
}
