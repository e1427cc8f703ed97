package io.sluice.gateway.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds one cookie without parsing the others (RFC 6265 5.4). */
public final class Cookies {
  private Cookies() {}

  /** The first value of that name, without quotes around it, or null. */
  public static @Nullable String find(WireHeaders headers, String name) {
    return headers.has(FieldName.COOKIE)
        ? find(headers.getAll(FieldName.COOKIE.name()), name)
        : null;
  }

  /** The same in {@code Cookie} fields. */
  public static @Nullable String find(List<String> fields, String name) {
    for (int i = 0; i < fields.size(); i++) {
      String value = findIn(fields.get(i), name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String findIn(String field, String name) {
    int at = 0;
    while (at < field.length()) {
      int end = field.indexOf(';', at);
      end = end < 0 ? field.length() : end;
      while (at < end && field.charAt(at) == ' ') {
        at++;
      }
      int equals = at + name.length(); // looked for nowhere else: a field of 30 KB must cost once
      if (equals < end && field.charAt(equals) == '=' && field.startsWith(name, at)) {
        String value = field.substring(equals + 1, end).trim();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
      }
      at = end + 1;
    }
    return null;
  }
}
