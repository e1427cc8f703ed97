package io.sluice.gateway.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FieldValues;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.snapshot.RouteAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is answered without an origin: {@code redirect}, {@code direct_response}, no route. */
final class RouteAnswer {
  private RouteAnswer() {}

  static void give(Exchange exchange, RouteAction action) {
    if (action instanceof RouteAction.Redirect redirect) {
      exchange.responseHeaders().set("location", redirect.location().renderUri(exchange));
      exchange.reply(redirect.status(), null, Unpooled.EMPTY_BUFFER);
    } else if (action instanceof RouteAction.Direct direct) {
      direct(exchange, direct);
    } else if (action instanceof RouteAction.Degraded) {
      exchange.fail(ProxyErrors.DEGRADED);
    }
  }

  /** No route matches the request; with another of the methods {@code allowed} one might. */
  static void none(Exchange exchange, String allowed) {
    if (allowed.isEmpty()) {
      exchange.fail(ProxyErrors.NO_ROUTE);
    } else {
      exchange.responseHeaders().set("allow", allowed);
      exchange.fail(ProxyErrors.METHOD_NOT_ALLOWED);
    }
  }

  /** The client asks what this hop says, not the origin (RFC 9110 7.6.2). */
  static void asLastHop(Exchange exchange, String allowed) {
    if (exchange.method().equals("OPTIONS")) {
      exchange.responseHeaders().set("allow", allowed);
      exchange.reply(204, null, Unpooled.EMPTY_BUFFER);
    } else { // what TRACE would echo may hold what another hop added
      exchange.responseHeaders().set("allow", "OPTIONS");
      exchange.fail(ProxyErrors.TRACE_HERE);
    }
  }

  private static void direct(Exchange exchange, RouteAction.Direct direct) {
    HttpHeaders fields = exchange.responseHeaders();
    for (Map.Entry<String, Template> field : direct.headers()) {
      fields.set(field.getKey(), FieldValues.clean(field.getValue().render(exchange)));
    }
    byte[] body = direct.body().render(exchange).getBytes(StandardCharsets.UTF_8);
    String type = fields.contains("content-type") ? null : "text/plain; charset=utf-8";
    exchange.reply(direct.status(), type, Unpooled.wrappedBuffer(body));
  }
}
