package io.sluice.gateway.config;

/** Patterns (RE2 syntax) of names that the document holds. */
final class Names {

  /** Ids of routes, upstreams and listeners: they label metrics and stand in URLs. */
  static final String ID = "[A-Za-z0-9_.:-]{1,128}";

  /** RFC 9110 token. */
  static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Methods are case-sensitive: one in lower case would never match. */
  static final String METHOD = "[A-Z][A-Z0-9_-]*";

  /** A path: nothing that a request line could not hold, no query, no fragment. */
  static final String PATH = "/[^\\x00-\\x20\\x7f?#\\\\]*";

  /** A header field's value: no CR, LF or NUL could split the message. */
  static final String FIELD_VALUE = "[^\\x00-\\x08\\x0a-\\x1f\\x7f]*";

  /** A redirect's target: a field value that is not empty. */
  static final String LOCATION = "[^\\x00-\\x20\\x7f]+";

  private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?";

  /** A host name or an IPv4 address. */
  static final String DOMAIN = LABEL + "(\\." + LABEL + ")*";

  /** A host name, an address, or *.suffix. */
  static final String HOST_PATTERN = "(\\*\\.)?" + DOMAIN + "|\\[[0-9A-Fa-f:.]+\\]";

  /** A host with or without port. */
  static final String AUTHORITY = "(" + DOMAIN + "|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?";

  private Names() {}
}
