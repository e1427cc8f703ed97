package io.sluice.filters.cache.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member of the field Cache-Status (RFC 9211): what this cache did with a request. */
public final class CacheStatus {
  /** The field. */
  public static final String FIELD = "cache-status";

  /** Why the origin was asked (RFC 9211 section 2.2). */
  public enum Forward {
    /** The route says so. */
    BYPASS("bypass"),
    /** The method says so. */
    METHOD("method"),
    /** Nothing is stored that the request may get. */
    MISS("miss"),
    /** Nothing is stored for the key. */
    URI_MISS("uri-miss"),
    /** Something is, but not for the fields of this request. */
    VARY_MISS("vary-miss"),
    /** The request's directives say so. */
    REQUEST("request"),
    /** What is stored is stale. */
    STALE("stale");

    private final String word;

    Forward(String word) {
      this.word = word;
    }
  }

  private static final String NAME = "sluice";

  private CacheStatus() {}

  /**
   * The answer was stored.
   *
   * @param left seconds that it is fresh yet; negative when it is stale
   */
  public static String hit(long left) {
    return NAME + "; hit; ttl=" + left;
  }

  /**
   * Whether the cache that is nearest says that it has the response (RFC 9211 section 2: each adds
   * its word behind those of caches nearer to the origin).
   *
   * @param lines of the field, each with one word
   */
  public static boolean isStored(List<String> lines) {
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    return last.startsWith(NAME + "; ") && (last.contains("; hit") || last.contains("; stored"));
  }

  /**
   * The origin was asked.
   *
   * @param status of its answer; 0 = there was none
   * @param stored whether its answer is kept
   * @param collapsed whether another request's question served this one as well
   * @param detail a token that says more, such as why it is not kept; null = nothing
   */
  public static String forwarded(
      Forward why, int status, boolean stored, boolean collapsed, @Nullable String detail) {
    StringBuilder member = new StringBuilder(NAME).append("; fwd=").append(why.word);
    if (status != 0) {
      member.append("; fwd-status=").append(status);
    }
    if (stored) {
      member.append("; stored");
    }
    if (collapsed) {
      member.append("; collapsed");
    }
    if (detail != null && !detail.isEmpty()) {
      member.append("; detail=").append(detail);
    }
    return member.toString();
  }
}
