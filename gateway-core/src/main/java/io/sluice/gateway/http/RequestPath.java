package io.sluice.gateway.http;

import io.sluice.gateway.api.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * A request's path in one normal form, so that what a route matched, what a filter judged and what
 * the origin gets are the same string (RFC 3986 6.2.2): unreserved characters decoded, escapes in
 * upper case, dot segments resolved, double slashes merged where the listener says so. What origins
 * are known to read differently is refused: encoded slashes and backslashes, NUL, broken escapes,
 * paths that climb above the root, and dot segments with parameters ({@code /..;/}).
 *
 * @param value the normal form
 * @param error why there is none, or null
 */
public record RequestPath(String value, @Nullable GatewayError error) {

  /** How a listener reads paths. */
  public record Rules(boolean mergeSlashes, boolean allowEncodedSlash) {}

  private static RequestPath refused(GatewayError error) {
    return new RequestPath("/", error);
  }

  /**
   * Whether {@code target[0, end)} is in normal form already, as nearly all are; decides without
   * allocation.
   */
  public static boolean isNormal(String target, int end) {
    for (int i = 0; i < end; i++) {
      char c = target.charAt(i);
      if (c == '%' || c == '\\') {
        return false;
      }
      if (c == '/' && i + 1 < end) {
        char next = target.charAt(i + 1);
        if (next == '/' || next == '.') {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether no segment of {@code path} is a dot segment, encoded slashes read as slashes. */
  public static boolean isResolved(String encoded) {
    String path = encoded.replace("%2F", "/").replace("%5C", "/");
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      int end = path.indexOf('/', at + 1);
      end = end < 0 ? path.length() : end;
      if (isDots(path, at + 1, end) || hasDotsWithParameters(path, at + 1, end)) {
        return false;
      }
    }
    return true;
  }

  /** The normal form of {@code raw}, which starts with a slash and has no query. */
  public static RequestPath normalize(String raw, Rules rules) {
    StringBuilder decoded = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\') {
        return refused(WireErrors.PATH_ESCAPE);
      }
      if (c != '%') {
        decoded.append(c);
        continue;
      }
      int high = i + 2 < raw.length() ? Chars.hex(raw.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : Chars.hex(raw.charAt(i + 2));
      if (low < 0 || (high << 4 | low) == 0) {
        return refused(WireErrors.PATH_ESCAPE);
      }
      int value = high << 4 | low;
      if ((value == '/' || value == '\\') && !rules.allowEncodedSlash()) {
        return refused(WireErrors.PATH_ENCODED_SLASH);
      }
      if (isUnreserved(value)) {
        decoded.append((char) value);
      } else {
        decoded.append('%').append(upperHex(high)).append(upperHex(low));
      }
      i += 2;
    }
    RequestPath resolved = resolveSegments(decoded.toString(), rules.mergeSlashes());
    // An origin may decode what stays encoded: then "..%2F" and "..%3B/" climb there.
    return resolved.error() != null || isResolved(resolved.value().replace("%3B", ";"))
        ? resolved
        : refused(WireErrors.PATH_ESCAPE);
  }

  private static RequestPath resolveSegments(String path, boolean mergeSlashes) {
    StringBuilder out = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      int end = path.indexOf('/', at + 1);
      if (end < 0) {
        end = path.length();
      }
      boolean last = end == path.length();
      int length = end - at - 1; // without the slash
      if (isDots(path, at + 1, end)) {
        if (length == 2) {
          int parent = out.lastIndexOf("/");
          if (parent < 0) {
            return refused(WireErrors.PATH_ABOVE_ROOT);
          }
          out.setLength(parent);
        }
        if (last) {
          out.append('/');
        }
      } else if (hasDotsWithParameters(path, at + 1, end)) {
        return refused(WireErrors.PATH_ESCAPE);
      } else if (length > 0 || last || !mergeSlashes) {
        out.append(path, at, end);
      }
      at = end;
    }
    return new RequestPath(out.isEmpty() ? "/" : out.toString(), null);
  }

  private static boolean isDots(String path, int from, int to) {
    return (to - from == 1 || to - from == 2)
        && path.charAt(from) == '.'
        && path.charAt(to - 1) == '.';
  }

  private static boolean hasDotsWithParameters(String path, int from, int to) {
    int semicolon = path.indexOf(';', from);
    return semicolon > from && semicolon < to && isDots(path, from, semicolon);
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static char upperHex(int digit) {
    return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
  }
}
