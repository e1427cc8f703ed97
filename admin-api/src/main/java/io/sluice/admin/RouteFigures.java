package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.observe.Figures;
import io.sluice.gateway.service.GatewayControl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has passed through a route since the start, as clients read it: who asks twice sees what
 * happened between.
 *
 * @param buckets upper bounds in seconds, ascending; the last one is null, for it has none
 * @param durations how many took at most that long and longer than the bound before
 */
record RouteFigures(
    String route,
    long requests,
    long errors,
    long local,
    long inFlight,
    List<@Nullable Double> buckets,
    List<Long> durations) {

  static Resource of(GatewayControl control, Background background, String route) {
    return Resource.readable(
        background.work(Representations.told(control.config(), call -> answer(control, route))));
  }

  private static Answer answer(GatewayControl control, String route) throws Refused {
    Figures figures = control.figures(route);
    if (figures == null) {
      throw Refused.because(404, "no_such_route", "There is no route '" + route + "'.");
    }
    return Answer.json(HttpResponseStatus.OK, Json.text(of(route, figures)));
  }

  private static RouteFigures of(String route, Figures figures) {
    List<@Nullable Double> bounds = new ArrayList<>(figures.buckets().size());
    for (Double bound : figures.buckets()) {
      bounds.add(bound.isInfinite() ? null : bound); // JSON has no word for it
    }
    return new RouteFigures(
        route,
        figures.requests(),
        figures.errors(),
        figures.local(),
        figures.inFlight(),
        bounds,
        figures.durations());
  }
}
