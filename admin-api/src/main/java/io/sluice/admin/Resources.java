package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.service.GatewayControl;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is served, by path. */
final class Resources {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final List<Place> places;
  private final Dashboard dashboard = new Dashboard();

  /** The resource of a path with these values of its variables. */
  private record Place(PathPattern path, Function<List<String>, Resource> resource) {}

  /**
   * @param scrapes where metrics are collected
   * @param calls where operators' calls wait for the gateway
   * @param events the stream of them
   */
  Resources(GatewayControl control, Background scrapes, Background calls, Resource events) {
    UpstreamEndpoints endpoints = new UpstreamEndpoints(control, calls);
    Operation.Work metrics =
        scrapes.work(call -> Answer.of(HttpResponseStatus.OK, METRICS_TYPE, control.scrape()));
    places =
        List.of(
            fixed("/metrics", Resource.readable(metrics)),
            fixed("/health/live", Resource.readable((call, reply) -> reply.accept(live()))),
            fixed(
                "/health/ready", Resource.readable((call, reply) -> reply.accept(ready(control)))),
            fixed(LoopbackOnly.PREFIX + "/events", events),
            new Place(
                new PathPattern(LoopbackOnly.PREFIX + "/routes/{id}/figures"),
                of -> RouteFigures.of(control, calls, of.get(0))),
            new Place(
                new PathPattern(LoopbackOnly.PREFIX + "/upstreams/{id}/endpoints"),
                of -> endpoints.all(of.get(0))),
            new Place(
                new PathPattern(LoopbackOnly.PREFIX + "/upstreams/{id}/endpoints/{address}/state"),
                of -> endpoints.state(of.get(0), of.get(1))));
  }

  private static Place fixed(String path, Resource resource) {
    return new Place(new PathPattern(path), none -> resource);
  }

  /** The resource at a path, or null. */
  @Nullable Resource at(String path) {
    for (Place place : places) {
      List<String> variables = place.path().match(path);
      if (variables != null) {
        return place.resource().apply(variables);
      }
    }
    return dashboard.at(path);
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
