package io.sluice.filters.field;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.util.AsciiString;
import io.sluice.gateway.api.FieldNames;

/** Checks field names from the config; what passes can be used as it is on every exchange. */
public final class FieldName {

  private FieldName() {}

  /**
   * A field name as it is written in the config.
   *
   * @param option path of the option that holds it, for the message
   * @throws IllegalArgumentException when it is not a token (RFC 9110 section 5.6.2)
   */
  public static AsciiString token(String option, String name) {
    if (name.isEmpty() || HttpHeaderValidationUtil.validateToken(name) >= 0) {
      throw new IllegalArgumentException(
          option
              + ": '"
              + name
              + "' (expected: a field name, of letters, digits and !#$%&'*+-.^_`|~)");
    }
    return AsciiString.cached(name);
  }

  /**
   * A field name that a filter may set or remove.
   *
   * @param option path of the option that holds it, for the message
   * @throws IllegalArgumentException when it is not a token, or belongs to the engine
   */
  public static AsciiString endToEnd(String option, String name) {
    AsciiString token = token(option, name);
    if (FieldNames.isOfGateway(name)) {
      throw new IllegalArgumentException(
          option
              + ": "
              + name
              + " (expected: an end-to-end field; the gateway itself writes this one)");
    }
    if (name.equalsIgnoreCase("host")) {
      throw new IllegalArgumentException(
          option
              + ": "
              + name
              + " (expected: another field; the route's rewrite.host sets the host)");
    }
    return token;
  }
}
