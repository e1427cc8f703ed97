package io.sluice.gateway.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FieldValues;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.snapshot.RouteAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a route answers by itself: {@code redirect} and {@code direct_response}. */
final class RouteAnswer {
  private RouteAnswer() {}

  static void give(Exchange exchange, RouteAction action) {
    if (action instanceof RouteAction.Redirect redirect) {
      exchange.responseHeaders().set("location", redirect.location().renderUri(exchange));
      exchange.reply(redirect.status(), null, Unpooled.EMPTY_BUFFER);
    } else if (action instanceof RouteAction.Direct direct) {
      direct(exchange, direct);
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
