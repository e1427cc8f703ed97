package io.sluice.filters.oidc;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;

/** The responses that the filter makes itself; nobody may keep one. */
final class Answers {
  private Answers() {}

  /**
   * Leads the browser on.
   *
   * @param status 302, or 303 where a POST has been
   */
  static void redirect(Exchange exchange, int status, String location) {
    exchange.responseHeaders().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    exchange.responseHeaders().set(HttpHeaderNames.LOCATION, location);
    exchange.reply(status, null, Unpooled.EMPTY_BUFFER);
  }

  /** Says something. */
  static void say(Exchange exchange, String text) {
    exchange.responseHeaders().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    exchange.reply(
        200, "text/plain; charset=utf-8", ByteBufUtil.writeUtf8(exchange.allocator(), text));
  }

  /** Says why there is nothing else. */
  static void fail(Exchange exchange, GatewayError why) {
    exchange.responseHeaders().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    exchange.fail(why);
  }
}
