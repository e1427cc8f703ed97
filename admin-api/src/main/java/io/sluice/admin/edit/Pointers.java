package io.sluice.admin.edit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON Pointers (RFC 6901). */
public final class Pointers {
  private Pointers() {}

  /** A key or index as part of a pointer, its slash included. */
  public static String part(String key) {
    return "/" + key.replace("~", "~0").replace("/", "~1");
  }

  /** The pointer of a place as config errors name it, such as {@code routes[3].match["a b"]}. */
  public static String of(String path) {
    StringBuilder pointer = new StringBuilder();
    int at = 0;
    while (at < path.length()) {
      if (path.startsWith("[\"", at)) {
        int end = path.indexOf("\"]", at + 2);
        end = end < 0 ? path.length() : end;
        pointer.append(part(path.substring(at + 2, end)));
        at = end + 2;
      } else if (path.charAt(at) == '[') {
        int end = path.indexOf(']', at);
        end = end < 0 ? path.length() : end;
        pointer.append(part(path.substring(at + 1, end)));
        at = end + 1;
      } else if (path.charAt(at) == '.') {
        at++;
      } else {
        int end = at;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          end++;
        }
        pointer.append(part(path.substring(at, end)));
        at = end;
      }
    }
    return pointer.toString();
  }

  /** The keys and indexes of a pointer, or null when it is none. */
  static @Nullable List<String> parts(String pointer) {
    if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
      return null;
    }
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (at < pointer.length()) {
      int end = pointer.indexOf('/', at + 1);
      end = end < 0 ? pointer.length() : end;
      String part = pointer.substring(at + 1, end);
      for (int i = part.indexOf('~'); i >= 0; i = part.indexOf('~', i + 1)) {
        if (i + 1 == part.length() || (part.charAt(i + 1) != '0' && part.charAt(i + 1) != '1')) {
          return null;
        }
      }
      parts.add(part.replace("~1", "/").replace("~0", "~"));
      at = end;
    }
    return parts;
  }

  /** The rest of a pointer behind its first parts. */
  static String behind(List<String> parts, int first) {
    StringBuilder rest = new StringBuilder();
    parts.subList(first, parts.size()).forEach(part -> rest.append(part(part)));
    return rest.toString();
  }
}
