package io.sluice.filters.field;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.util.AsciiString;
import io.sluice.gateway.api.FieldNames;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks field names from the config; what passes can be used as it is on every exchange. */
public final class FieldName {
  private static final Set<String> TAKEN =
      Set.of(
          "authorization",
          "client-cert",
          "client-cert-chain",
          "cookie",
          "forwarded",
          "signature",
          "signature-input",
          "via",
          "x-real-ip",
          "x-request-id");

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

  /**
   * A field name by which a filter may tell the origin who calls. Whatever else stands there is
   * taken away from every request, so it cannot be one that holds credentials, or that the gateway
   * itself says something in.
   *
   * @param option path of the option that holds it, for the message
   * @throws IllegalArgumentException when it is no such name
   */
  public static AsciiString telling(String option, String name) {
    AsciiString field = endToEnd(option, name);
    String folded = FieldNames.folded(name);
    if (TAKEN.contains(folded) || folded.startsWith("x-forwarded-")) {
      throw new IllegalArgumentException(
          option
              + ": "
              + name
              + " (expected: a field of its own, such as x-consumer; this one has another use)");
    }
    return field;
  }

  /**
   * That a field is not one with another use, nor one that origins may take for it.
   *
   * @param name null = there is none
   * @param other null = there is none
   * @param use of the other
   */
  public static void checkOther(
      String option, @Nullable String name, @Nullable String other, String use) {
    if (name != null && other != null && FieldNames.folded(name).equals(FieldNames.folded(other))) {
      throw new IllegalArgumentException(
          option + ": " + name + " (expected: another field than " + other + ", " + use + ")");
    }
  }
}
