package io.sluice.filters.compression;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a content coding by the client's weights (RFC 9110 section 12.5.3). The greatest weight
 * wins; among equals the order of the config does, and any coding goes before identity, which wins
 * only where the client gives it more. A request without the field accepts anything, but clients
 * that cannot decompress are among those that send none: they get identity. So does a client that
 * accepts nothing on offer, identity included: the RFC prefers that to 406.
 */
final class AcceptEncoding {
  private static final int ABSENT = -1;

  private final Coding[] offers;

  /** The codings on offer, the preferred one first. */
  AcceptEncoding(Coding... offers) {
    this.offers = offers.clone();
  }

  /** The coding to use, or null for identity. */
  @Nullable Coding choose(HttpHeaders request) {
    String accepted = request.get(HttpHeaderNames.ACCEPT_ENCODING);
    if (accepted == null) {
      return null;
    }
    Iterator<? extends CharSequence> lines =
        request.valueCharSequenceIterator(HttpHeaderNames.ACCEPT_ENCODING);
    lines.next();
    return choose(
        lines.hasNext()
            ? String.join(",", request.getAll(HttpHeaderNames.ACCEPT_ENCODING))
            : accepted);
  }

  /** The coding to use for one field value, all lines joined, or null for identity. */
  @Nullable Coding choose(String accepted) {
    int others = weight(accepted, "*");
    int identity = weight(accepted, "identity");
    int best = Math.max(1, identity == ABSENT ? others : identity); // weight 0: not acceptable
    Coding chosen = null;
    for (Coding offer : offers) {
      int weight = weight(accepted, offer.algorithm().token);
      if (weight == ABSENT && offer.algorithm() == Algorithm.GZIP) {
        weight = weight(accepted, "x-gzip"); // RFC 9110 section 8.4.1.3
      }
      if (weight == ABSENT) {
        weight = others;
      }
      if (weight > best || (weight == best && chosen == null)) {
        best = weight;
        chosen = offer;
      }
    }
    return chosen;
  }

  /** Weight of {@code coding} in thousandths; {@link #ABSENT} where it is not named. */
  private static int weight(String accepted, String coding) {
    int at = 0;
    while (at < accepted.length()) {
      int end = endOf(accepted, ',', at, accepted.length());
      int start = skipSpace(accepted, at, end);
      int params = endOf(accepted, ';', start, end);
      int nameEnd = trimSpace(accepted, start, params);
      if (nameEnd - start == coding.length()
          && accepted.regionMatches(true, start, coding, 0, coding.length())) {
        return params == end ? 1000 : weightIn(accepted, params + 1, end);
      }
      at = end + 1;
    }
    return ABSENT;
  }

  /** A weight in any other form than RFC 9110 section 12.4.2 has it counts as 0. */
  private static int weightIn(String accepted, int from, int to) {
    int at = skipSpace(accepted, from, to);
    int end = trimSpace(accepted, at, to);
    if (end - at < 3 || end - at > 7 || !accepted.regionMatches(true, at, "q=", 0, 2)) {
      return 0;
    }
    int thousandths = 0;
    for (int i = at + 2, unit = 1000; i < end; i++) {
      char c = accepted.charAt(i);
      if (i == at + 3) {
        if (c != '.') {
          return 0;
        }
      } else if (c < '0' || c > '9') {
        return 0;
      } else {
        thousandths += (c - '0') * unit;
        unit /= 10;
      }
    }
    return thousandths <= 1000 ? thousandths : 0;
  }

  private static int endOf(String text, char end, int from, int to) {
    int at = text.indexOf(end, from);
    return at < 0 || at > to ? to : at;
  }

  private static int skipSpace(String text, int from, int to) {
    int at = from;
    while (at < to && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int trimSpace(String text, int from, int to) {
    int at = to;
    while (at > from && isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
