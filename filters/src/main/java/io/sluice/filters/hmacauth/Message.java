package io.sluice.filters.hmacauth;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Exchange;

/**
 * A request as its client has sent it: that, not what routes and filters make of it, is what was
 * signed.
 *
 * @param authority host and port as sent
 * @param target in origin form, or {@code *}
 */
record Message(String method, String scheme, String authority, String target, HttpHeaders fields) {

  static Message of(Exchange exchange) {
    return new Message(
        exchange.method(),
        exchange.scheme(),
        exchange.authority(),
        exchange.target(),
        exchange.requestHeaders());
  }
}
