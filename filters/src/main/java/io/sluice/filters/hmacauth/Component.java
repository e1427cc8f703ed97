package io.sluice.filters.hmacauth;

import java.util.Map;
import java.util.Objects;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.jspecify.annotations.Nullable;

/**
 * A part of a request that a signature covers (RFC 9421 2): a field, or what is derived from the
 * request's line.
 *
 * @param identifier as it stands in the signature base, parameters included
 * @param name of the field in lower case, or of the derived component with its at sign
 * @param key the member of a dictionary that is meant; null: the whole
 * @param parameter the name of the query parameter that is meant; null with all but {@code
 *     @query-param}
 * @param strict serialised anew as the structured field that it is ({@code sf})
 * @param binary each line as a byte sequence ({@code bs})
 */
record Component(
    String identifier,
    String name,
    @Nullable String key,
    @Nullable String parameter,
    boolean strict,
    boolean binary) {
  static final String METHOD = "@method";
  static final String AUTHORITY = "@authority";
  static final String SCHEME = "@scheme";
  static final String TARGET_URI = "@target-uri";
  static final String REQUEST_TARGET = "@request-target";
  static final String PATH = "@path";
  static final String QUERY = "@query";
  static final String QUERY_PARAM = "@query-param";

  /** Reads what a signature or a config names. */
  static Component of(Item<?> item) throws Refusal {
    if (!(item instanceof StringItem named)) {
      throw Refusal.malformed("A component is no string (expected: its name in quotes).");
    }
    String name = named.get();
    checkName(name);
    String key = null;
    String parameter = null;
    boolean strict = false;
    boolean binary = false;
    for (Map.Entry<String, ? extends Item<?>> given : item.getParams().entrySet()) {
      Item<?> value = given.getValue();
      switch (given.getKey()) {
        case "sf" -> strict = isFlag(name, value);
        case "bs" -> binary = isFlag(name, value);
        case "key" -> key = text(name, value);
        case "name" -> parameter = text(name, value);
        case "req", "tr" ->
            throw wrong(name, "parameter " + given.getKey(), "none: of this request's head only");
        default ->
            throw wrong(name, "parameter " + Refusal.quote(given.getKey()), "sf, bs, key or name");
      }
    }
    boolean derived = name.charAt(0) == '@';
    if (derived && (key != null || strict || binary)) {
      throw wrong(name, "parameters of a field", "none");
    }
    if ((parameter != null) != name.equals(QUERY_PARAM)) {
      throw wrong(name, "parameter name", "with @query-param, and only there");
    }
    if (binary && (strict || key != null)) {
      throw wrong(name, "bs together with sf or key", "one of them");
    }
    return new Component(item.serialize(), name, key, parameter, strict, binary);
  }

  /**
   * Reads {@code content-type}, {@code @query-param;name="id"}: as a signature writes it, without
   * the quotes around the name.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Component parse(String text) {
    int end = text.indexOf(';');
    String name = end < 0 ? text : text.substring(0, end);
    try {
      return of(Parser.parseItem('"' + name + '"' + text.substring(name.length())));
    } catch (ParseException e) {
      throw new IllegalArgumentException("no component of RFC 9421", e);
    } catch (Refusal e) {
      throw new IllegalArgumentException(e.error().detail(), e);
    }
  }

  private static void checkName(String name) throws Refusal {
    switch (name) {
      case METHOD, AUTHORITY, SCHEME, TARGET_URI, REQUEST_TARGET, PATH, QUERY, QUERY_PARAM -> {}
      default -> {
        if (!isFieldName(name)) {
          throw wrong(name, "unknown", "a derived one of a request, or a field in lower case");
        }
        if (Unsignable.has(name)) {
          throw wrong(name, "set or taken away by the gateway", "one that comes from the client");
        }
      }
    }
  }

  private static boolean isFieldName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean token =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      if (!token) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isFlag(String name, Item<?> value) throws Refusal {
    if (!Structured.isTrue(value)) {
      throw wrong(name, "a flag with a value", "none");
    }
    return true;
  }

  private static String text(String name, Item<?> value) throws Refusal {
    if (value instanceof StringItem text) {
      return text.get();
    }
    throw wrong(name, "a parameter that is no string", "a string");
  }

  private static Refusal wrong(String name, String found, String expected) {
    return Refusal.malformed(
        "Component " + Refusal.quote(name) + ": " + found + " (expected: " + expected + ").");
  }

  /** Whether who signs this has signed all that {@code required} is about. */
  boolean covers(Component required) {
    if (identifier.equals(required.identifier)) {
      return true;
    }
    return switch (required.name) {
      case AUTHORITY, SCHEME -> name.equals(TARGET_URI);
      case PATH, QUERY, REQUEST_TARGET -> name.equals(TARGET_URI) || name.equals(REQUEST_TARGET);
      case QUERY_PARAM ->
          name.equals(QUERY) || name.equals(TARGET_URI) || name.equals(REQUEST_TARGET);
      default -> name.equals(required.name) && key == null; // the whole field
    };
  }

  /** The same part named twice would be an ambiguity, in whatever order its parameters stand. */
  boolean isSame(Component other) {
    return name.equals(other.name)
        && strict == other.strict
        && binary == other.binary
        && Objects.equals(key, other.key)
        && Objects.equals(parameter, other.parameter);
  }
}
