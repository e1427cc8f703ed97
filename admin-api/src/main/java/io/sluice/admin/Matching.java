package io.sluice.admin;

import io.sluice.gateway.http.RequestPath;
import io.sluice.gateway.routing.Explanation;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.routing.RouteRequest;
import io.sluice.gateway.routing.RouteTable;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells where requests go. Immutable. */
interface Matching {

  /** How paths are read before they are matched. */
  RequestPath.Rules paths();

  /** Which route takes a request, and why the nearest others do not. */
  Explanation explain(RouteRequest request, int most);

  /** Names of the filters that a request passes, in order; none without a route. */
  List<String> chain(RouteRequest request);

  /** What a variable of the route's path stands for; null when there is none. */
  @Nullable String pathParameter(RouteRequest request, String name);

  /**
   * By a table.
   *
   * @param filters the names of a route's filters
   */
  record Of<T>(RouteTable<T> table, Function<T, List<String>> filters, RequestPath.Rules paths)
      implements Matching {
    @Override
    public Explanation explain(RouteRequest request, int most) {
      return table.explain(request, most);
    }

    @Override
    public List<String> chain(RouteRequest request) {
      RouteEntry<T> entry = table.match(request);
      return entry == null ? List.of() : filters.apply(entry.value());
    }

    @Override
    public @Nullable String pathParameter(RouteRequest request, String name) {
      RouteEntry<T> entry = table.match(request);
      return entry == null ? null : entry.pathParameter(request.path(), name);
    }
  }
}
