package io.sluice.admin;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path whose segments are words, which stand for themselves, and variables in braces. */
final class PathPattern {
  private final List<String> segments;

  /** Such as {@code /upstreams/{id}/endpoints}. */
  PathPattern(String text) {
    segments = List.of(text.split("/", -1));
  }

  /** The values of the variables, percent-decoded; null when the path is another. */
  @Nullable List<String> match(String path) {
    String[] given = path.split("/", -1);
    if (given.length != segments.size()) {
      return null;
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      if (segments.get(i).startsWith("{")) {
        String value = decoded(given[i]);
        if (value == null) {
          return null;
        }
        values.add(value);
      } else if (!segments.get(i).equals(given[i])) {
        return null;
      }
    }
    return values;
  }

  /** A plus sign is itself in a path; null when nothing is there, or a broken escape. */
  private static @Nullable String decoded(String segment) {
    try {
      return segment.isEmpty()
          ? null
          : QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
