package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.service.GatewayControl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is served, by path. */
final class Resources {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final List<Place> places;
  private final Dashboard dashboard = new Dashboard();

  /**
   * @param scrapes where metrics are collected
   * @param calls where operators' calls wait for the gateway
   * @param events the stream of them
   * @param config what there is besides
   */
  Resources(
      GatewayControl control,
      Background scrapes,
      Background calls,
      Resource events,
      AuditLog audit,
      List<Place> config) {
    UpstreamEndpoints endpoints = new UpstreamEndpoints(control, calls, audit);
    Operation.Work metrics =
        scrapes.work(call -> Answer.of(HttpResponseStatus.OK, METRICS_TYPE, control.scrape()));
    places = new ArrayList<>();
    places.add(Place.fixed("/metrics", Resource.readable(metrics)));
    places.add(
        Place.fixed("/health/live", Resource.readable((call, reply) -> reply.accept(live()))));
    places.add(
        Place.fixed(
            "/health/ready", Resource.readable((call, reply) -> reply.accept(ready(control)))));
    places.add(
        Place.of(
            LoopbackOnly.PREFIX + "/upstreams/{id}/endpoints", of -> endpoints.all(of.get(0))));
    places.add(
        Place.of(
            LoopbackOnly.PREFIX + "/upstreams/{id}/endpoints/{address}/state",
            of -> endpoints.state(of.get(0), of.get(1))));
    places.add(Place.fixed(LoopbackOnly.PREFIX + "/events", events));
    places.add(
        Place.of(
            LoopbackOnly.PREFIX + "/routes/{id}/figures",
            of -> RouteFigures.of(control, calls, of.get(0))));
    places.addAll(config);
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

  /** All paths that are served. */
  List<Place> places() {
    return List.copyOf(places);
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
