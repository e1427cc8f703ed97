package io.sluice.gateway.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses what a misspelt word was meant to be. */
final class Nearest {
  /** Counting edits costs the square of the length; no name is longer. */
  private static final int MAX_LENGTH = 128;

  private Nearest() {}

  /** The end of a message on an unknown key: what was meant, or all that is known. */
  static String hint(String word, Collection<String> known) {
    String written = word.equals("true") ? "on" : word.equals("false") ? "off" : word;
    if (!written.equals(word) && known.contains(written)) {
      return " (did you mean "
          + written
          + "? YAML 1.1 tools write "
          + written
          + " as "
          + word
          + ")";
    }
    String nearest = of(word, known);
    return nearest == null
        ? " (expected: " + Texts.oneOf(known) + ")"
        : " (did you mean " + nearest + "?)";
  }

  /** The end of a message on an unknown name: all that are known, and what was meant. */
  static String listed(String word, Collection<String> known) {
    String nearest = of(word, known);
    String question = nearest == null ? "" : "; did you mean " + nearest + "?";
    return " (expected: " + Texts.oneOf(known) + question + ")";
  }

  /** The known word that begins alike or has the fewest edits; null when none is near. */
  static @Nullable String of(String word, Iterable<String> known) {
    if (word.length() > MAX_LENGTH) {
      return null;
    }
    int least = Math.max(1, Math.min(3, word.length() / 3)) + 1;
    String nearest = null;
    for (String candidate : known) {
      if (word.length() > 2 && (candidate.startsWith(word) || word.startsWith(candidate))) {
        return candidate;
      }
      if (Math.abs(candidate.length() - word.length()) < least) {
        int edits = edits(word, candidate);
        if (edits < least) {
          least = edits;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  /** Insertions, deletions, substitutions and swaps of neighbours between the two. */
  private static int edits(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + same);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] oldest = before;
      before = above;
      above = row;
      row = oldest;
    }
    return above[b.length()];
  }
}
