package io.sluice.filters.hmacauth;

import java.util.Map;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parametrizable;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * Structured fields (RFC 8941) that decide who is let in. Where the RFC takes the last of several
 * members or parameters of one name, a reader that takes the first would see something else: here
 * nothing may come twice.
 */
final class Structured {
  private Structured() {}

  /**
   * The members of a dictionary.
   *
   * @param field its name, for the message
   * @param longest characters that it may have; what the parser takes grows with them
   * @param most members that it may have
   */
  static Map<String, ListElement<?>> dictionary(String field, String value, int longest, int most)
      throws Refusal {
    if (value.length() > longest) {
      throw Refusal.malformed(
          field + ": " + value.length() + " characters (expected: at most " + longest + ").");
    }
    Map<String, ListElement<?>> members;
    try {
      Dictionary parsed = Parser.parseDictionary(value);
      members = parsed.get();
    } catch (ParseException e) {
      throw Refusal.malformed(field + ": not a dictionary of RFC 8941.");
    }
    if (members.isEmpty() || members.size() > most) {
      throw Refusal.malformed(
          field + ": " + members.size() + " members (expected: 1 to " + most + ").");
    }
    int parameters = 0;
    for (ListElement<?> member : members.values()) {
      parameters += parametersOf(member);
    }
    if (count(value, ',') != members.size() - 1 || count(value, ';') != parameters) {
      throw Refusal.malformed(field + ": a name comes twice (expected: each once).");
    }
    return members;
  }

  private static int parametersOf(ListElement<?> member) {
    int count = member.getParams().size();
    if (member instanceof InnerList list) {
      for (Parametrizable<?> item : list.get()) {
        count += item.getParams().size();
      }
    }
    return count;
  }

  /** How often a character stands outside of strings. */
  private static int count(String value, char wanted) {
    int count = 0;
    boolean inString = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        inString = !inString;
      } else if (c == '\\') {
        i++; // only in a string, else it would not have been parsed
      } else if (c == wanted && !inString) {
        count++;
      }
    }
    return count;
  }

  /** Whether a parameter is the plain flag that its presence makes it. */
  static boolean isTrue(Item<?> item) {
    return Boolean.TRUE.equals(item.get());
  }
}
