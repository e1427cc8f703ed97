package io.sluice.filters.cache.rules;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/** CDN-Cache-Control (RFC 9213): directives for caches such as this one alone. */
final class TargetedDirectives {
  private static final String FIELD = "cdn-cache-control";
  private static final Set<String> TIMES =
      Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");
  private static final int LONGEST = 4096;

  private TargetedDirectives() {}

  /**
   * Reads the field.
   *
   * @return false when there is none, or none that counts: then nothing was told
   */
  static boolean read(HttpHeaders response, DirectiveReader.Sink to) {
    if (!response.contains(FIELD)) {
      return false;
    }
    Map<String, ListElement<?>> members = members(response.getAll(FIELD));
    for (Map.Entry<String, ListElement<?>> member : members.entrySet()) {
      if (TIMES.contains(member.getKey()) && !(member.getValue() instanceof IntegerItem)) {
        return false; // of another type than it has: as if the field were not there
      }
    }
    for (Map.Entry<String, ListElement<?>> member : members.entrySet()) {
      Object value = member.getValue().get();
      if (value instanceof Boolean is) {
        if (is) {
          to.directive(member.getKey(), null);
        }
      } else if (member.getValue() instanceof IntegerItem || value instanceof String) {
        to.directive(member.getKey(), value.toString());
      }
    }
    return !members.isEmpty();
  }

  private static Map<String, ListElement<?>> members(List<String> lines) {
    String value = String.join(",", lines);
    if (value.length() > LONGEST) {
      return Map.of();
    }
    try {
      Dictionary parsed = Parser.parseDictionary(value);
      return parsed.get();
    } catch (ParseException e) {
      return Map.of(); // as if it were not there (section 2.2)
    }
  }
}
