package io.sluice.admin;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to be so for its request to be done (RFC 9110, section 13.1).
 *
 * @param ifMatch entity tags, or a star; null when it is not said
 * @param ifNoneMatch the same
 */
record Preconditions(@Nullable List<String> ifMatch, @Nullable List<String> ifNoneMatch) {
  private static final String STAR = "*";
  private static final Pattern TAG =
      Pattern.compile("\\s*((?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*+\")\\s*(,|$)");

  /**
   * Those of a request.
   *
   * @throws Refused when a field is malformed: to pass over it could lose somebody's change
   */
  static Preconditions of(HttpHeaders headers) throws Refused {
    return new Preconditions(tags(headers, "if-match"), tags(headers, "if-none-match"));
  }

  private static @Nullable List<String> tags(HttpHeaders headers, String name) throws Refused {
    List<String> fields = headers.getAll(name);
    if (fields.isEmpty()) {
      return null;
    }
    String field = String.join(",", fields).strip();
    if (field.equals(STAR)) {
      return List.of(STAR);
    }
    List<String> tags = new ArrayList<>();
    Matcher matcher = TAG.matcher(field);
    int at = 0;
    while (at < field.length() && matcher.find(at) && matcher.start() == at) {
      tags.add(matcher.group(1));
      at = matcher.end();
    }
    if (at < field.length() || tags.isEmpty()) {
      throw Refused.because(
          400, "bad_header", name + " (expected: * or entity tags in double quotes)");
    }
    return tags;
  }

  /** Whether a write with them cannot overwrite what its client has not seen. */
  boolean given() {
    return ifMatch != null || (ifNoneMatch != null && ifNoneMatch.contains(STAR));
  }

  /**
   * Refuses a write when they do not hold.
   *
   * @param own tag of what is written; null when it is not there
   * @param whole tag of the whole document: when it holds, nothing at all has changed
   */
  void check(@Nullable String own, String whole) throws Refused {
    if (ifMatch != null && !matches(ifMatch, own) && !ifMatch.contains(whole)) {
      String changed = "It was changed by somebody else since; read it again.";
      throw failed(own == null ? "There is no such thing now." : changed, own);
    }
    if (ifNoneMatch != null && isIn(ifNoneMatch, own)) {
      boolean any = ifNoneMatch.contains(STAR);
      throw failed(any ? "It exists already." : "It still is what the tag says.", own);
    }
  }

  private static boolean matches(List<String> tags, @Nullable String own) {
    return own != null && (tags.contains(STAR) || tags.contains(own));
  }

  /** Weak comparison: what a cache along the way has made weak is still the same. */
  private static boolean isIn(List<String> tags, @Nullable String own) {
    return own != null && (matches(tags, own) || tags.contains("W/" + own));
  }

  /** Whether the client has what it asks for already. */
  boolean hasAlready(String own) {
    return ifNoneMatch != null && isIn(ifNoneMatch, own);
  }

  private static Refused failed(String detail, @Nullable String own) {
    Refused failed = Refused.because(412, "precondition_failed", detail);
    return own == null ? failed : failed.with("current", own).header("etag", own);
  }
}
