package io.sluice.gateway.proxy;

import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.HopByHop;
import io.sluice.gateway.http.WireHeaders;
import java.util.List;
import java.util.Locale;

/** An origin's response fields on their way to the client. */
final class ResponseFields {
  private ResponseFields() {}

  /**
   * Makes the origin's fields the response's.
   *
   * @param ahead what filters have set before there was a response
   * @param date for an origin without one (RFC 9110 6.6.1)
   */
  static void prepare(WireHeaders origin, WireHeaders ahead, String date) {
    HopByHop.strip(origin);
    if (!origin.has(FieldName.DATE)) {
      origin.append(FieldName.DATE, date);
    }
    if (ahead.isEmpty()) {
      return;
    }
    for (String name : ahead.names()) {
      List<String> values = ahead.getAll(name);
      if (WireHeaders.SEVERAL.contains(name.toLowerCase(Locale.ROOT))) {
        origin.add(name, values);
      } else {
        origin.set(name, values);
      }
    }
  }
}
