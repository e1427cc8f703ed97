package io.sluice.filters.forwardauth;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.auth.FieldLines;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FieldNames;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a request that the service is shown: {@code request_headers}. Immutable. */
final class ShownFields {
  /** What this filter itself says; a client's own must never stand beside it. */
  private static final Set<String> OF_FILTER =
      Set.of(
          "host",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-method",
          "x-forwarded-proto",
          "x-forwarded-uri",
          "x-request-id");

  private final AsciiString[] names;
  private final int authorization; // where it is among them; -1 = nowhere

  private ShownFields(AsciiString[] names, int authorization) {
    this.names = names;
    this.authorization = authorization;
  }

  /**
   * Those of the option.
   *
   * @throws IllegalArgumentException naming the first that cannot be shown
   */
  static ShownFields of(List<String> option) {
    AsciiString[] names = new AsciiString[option.size()];
    int authorization = -1;
    for (int i = 0; i < names.length; i++) {
      String path = "request_headers[" + i + "]";
      names[i] = FieldName.token(path, option.get(i));
      String lower = option.get(i).toLowerCase(Locale.ROOT);
      if (FieldNames.isOfGateway(lower) || OF_FILTER.contains(lower)) {
        throw new IllegalArgumentException(
            path + ": " + option.get(i) + " (expected: another field; the gateway says this one)");
      }
      if (lower.equals("authorization")) {
        authorization = i;
      }
    }
    return new ShownFields(names, authorization);
  }

  boolean has(String name) {
    for (AsciiString each : names) {
      if (FieldNames.folded(each.toString()).equals(FieldNames.folded(name))) {
        return true;
      }
    }
    return false;
  }

  /** What a request has of them. */
  Shown in(Exchange exchange) {
    @Nullable String[] values = new String[names.length];
    HttpHeaders fields = exchange.requestHeaders();
    boolean repeated = false;
    for (int i = 0; i < names.length; i++) {
      List<String> lines = fields.getAll(names[i]);
      repeated |= i == authorization && lines.size() > 1;
      values[i] = FieldLines.joined(names[i], lines);
    }
    return new Shown(names, values, repeated);
  }

  /**
   * What a request has to show.
   *
   * @param values null for fields that are not there
   * @param repeated there are two sets of credentials: the origin may take another one than the
   *     service does
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Shown(AsciiString[] names, @Nullable String[] values, boolean repeated) {
    void to(HttpHeaders fields) {
      for (int i = 0; i < names.length; i++) {
        String value = values[i];
        if (value != null) {
          fields.set(names[i], value);
        }
      }
    }

    /** Without values: there are credentials among them. */
    @Override
    public String toString() {
      return "shown";
    }
  }
}
