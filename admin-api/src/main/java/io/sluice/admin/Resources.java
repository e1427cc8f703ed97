package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.api.GatewayControl;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is served, by path. */
final class Resources {
  private final Map<String, Resource> byPath;

  Resources(GatewayControl control, Scraper scraper) {
    this.byPath =
        Map.of(
            "/metrics", scraper,
            "/health/live", (id, reply) -> reply.accept(live()),
            "/health/ready", (id, reply) -> reply.accept(ready(control)));
  }

  /** The resource that a request target names, or null. */
  @Nullable Resource at(String target) {
    return byPath.get(path(target));
  }

  /** The path of a target in origin or absolute form (RFC 9112, section 3.2), without its query. */
  private static String path(String target) {
    int from = 0;
    if (!target.startsWith("/")) {
      int authority = target.indexOf("://");
      from = authority < 0 ? -1 : target.indexOf('/', authority + 3);
    }
    if (from < 0) {
      return "";
    }
    int query = target.indexOf('?', from);
    return target.substring(from, query < 0 ? target.length() : query);
  }

  private static Answer live() {
    return Answer.json(HttpResponseStatus.OK, "{\"status\":\"ok\"}\n");
  }

  private static Answer ready(GatewayControl control) {
    return switch (control.state()) {
      case STARTING -> notReady("starting");
      case READY -> Answer.json(HttpResponseStatus.OK, "{\"status\":\"ready\"}\n");
      case DRAINING -> notReady("draining");
    };
  }

  private static Answer notReady(String status) {
    return Answer.json(HttpResponseStatus.SERVICE_UNAVAILABLE, "{\"status\":\"" + status + "\"}\n");
  }
}
