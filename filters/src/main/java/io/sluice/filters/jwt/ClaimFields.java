package io.sluice.filters.jwt;

import io.netty.util.AsciiString;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FieldNames;
import io.sluice.gateway.api.FieldValues;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the origin what claims say, in fields that clients cannot set. A claim whose value no field
 * can hold as it is, is left out: an origin that misses a field refuses, one that gets an altered
 * value may not. Immutable.
 */
public final class ClaimFields {
  private final ClaimPath[] claims;
  private final AsciiString[] fields;

  private ClaimFields(ClaimPath[] claims, AsciiString[] fields) {
    this.claims = claims;
    this.fields = fields;
  }

  /**
   * Of the option: claim to field.
   *
   * @param consumerHeader which no claim may write over; null = none
   * @throws IllegalArgumentException when no filter may set such a field, or two claims have one
   */
  public static ClaimFields of(Map<String, String> config, @Nullable String consumerHeader) {
    ClaimPath[] claims = new ClaimPath[config.size()];
    AsciiString[] fields = new AsciiString[config.size()];
    Set<String> names = new HashSet<>();
    int i = 0;
    for (Map.Entry<String, String> entry : config.entrySet()) {
      String option = "claims_to_headers." + entry.getKey();
      claims[i] = path("claims_to_headers", entry.getKey());
      fields[i++] = FieldName.telling(option, entry.getValue());
      FieldName.checkOther(option, entry.getValue(), consumerHeader, "which has the consumer");
      if (!names.add(FieldNames.folded(entry.getValue()))) {
        throw new IllegalArgumentException(
            option + ": " + entry.getValue() + " (expected: a field for each claim)");
      }
    }
    return new ClaimFields(claims, fields);
  }

  /**
   * The claim that an option names.
   *
   * @throws IllegalArgumentException naming the option
   */
  public static ClaimPath path(String option, String text) {
    try {
      return ClaimPath.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }

  /** Takes away what the client has sent under those names. */
  public void cleanse(Exchange exchange) {
    for (AsciiString field : fields) {
      exchange.reserve(field);
    }
  }

  /** Tells the origin what these claims say. */
  public void tell(Exchange exchange, Map<String, Object> values) {
    for (int i = 0; i < claims.length; i++) {
      String value = text(claims[i].in(values));
      if (value != null) {
        exchange.requestHeaders().set(fields[i], value);
      }
    }
  }

  /** A value, or a list of them with commas between; null = no field can hold it. */
  static @Nullable String text(@Nullable Object value) {
    String text;
    if (value instanceof List<?> values) {
      StringBuilder joined = new StringBuilder();
      for (int i = 0; i < values.size(); i++) {
        String item = ClaimPath.text(values.get(i));
        if (item == null || item.indexOf(',') >= 0 || !Callers.isPlain(item)) { // read as others
          return null;
        }
        joined.append(i == 0 ? "" : ",").append(item);
      }
      text = joined.toString();
    } else {
      text = ClaimPath.text(value);
    }
    return text == null || !Callers.isPlain(text) || FieldValues.firstForbidden(text) >= 0
        ? null
        : text;
  }
}
