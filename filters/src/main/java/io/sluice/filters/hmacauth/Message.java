package io.sluice.filters.hmacauth;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Exchange;
import java.util.HashMap;
import java.util.Map;
import org.greenbytes.http.sfv.ListElement;

/**
 * A request as its client has sent it: that, not what routes and filters make of it, is what was
 * signed.
 *
 * @param authority host and port as sent
 * @param target in origin form, or {@code *}
 * @param dictionaries those of its fields that have been read, by their names
 * @param parameters those of the query, by their names, once they have been read
 */
record Message(
    String method,
    String scheme,
    String authority,
    String target,
    HttpHeaders fields,
    Map<String, Map<String, ListElement<?>>> dictionaries,
    Map<String, String> parameters) {

  /** None of whose fields has been read. */
  Message(String method, String scheme, String authority, String target, HttpHeaders fields) {
    this(method, scheme, authority, target, fields, new HashMap<>(2), new HashMap<>(2));
  }

  static Message of(Exchange exchange) {
    return new Message(
        exchange.method(),
        exchange.scheme(),
        exchange.authority(),
        exchange.target(),
        exchange.requestHeaders());
  }
}
