package io.sluice.gateway.filter;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A gateway with one route whose filters a test writes itself. They are named {@code a}, {@code b},
 * {@code c} in their order; the origin answers {@code 200 ok}.
 */
final class FilterGateway implements AutoCloseable {
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final TestGateway gateway;

  private FilterGateway(String options, List<Function<FilterContext, Filter>> filters) {
    StringBuilder chain = new StringBuilder();
    char name = 'a';
    for (Function<FilterContext, Filter> ignored : filters) {
      chain.append(chain.isEmpty() ? "" : ", ").append("{ name: ").append(name++).append(" }");
    }
    TestGateway.Builder setup =
        TestGateway.of(
            """
            routes:
              - id: all
                upstream: origin
                filters: [ %s ]
                %s
            upstreams:
              - { id: origin, targets: [ { address: "${origin}" } ] }
            """
                .formatted(chain, options));
    name = 'a';
    for (Function<FilterContext, Filter> filter : filters) {
      setup.filter(FixedFilter.made(String.valueOf(name++), filter));
    }
    gateway = setup.origins(origin).start();
  }

  static FilterGateway of(Filter... filters) {
    return with("", filters);
  }

  /** With further options of the route, a line of YAML. */
  static FilterGateway with(String options, Filter... filters) {
    List<Function<FilterContext, Filter>> makers = new ArrayList<>();
    for (Filter filter : filters) {
      makers.add(context -> filter);
    }
    return new FilterGateway(options, makers);
  }

  /** Filters that need their context. */
  static FilterGateway making(List<Function<FilterContext, Filter>> filters) {
    return new FilterGateway("", filters);
  }

  StubOrigin origin() {
    return origin;
  }

  TestGateway gateway() {
    return gateway;
  }

  RawClient connect() {
    return gateway.connect();
  }

  @Override
  public void close() {
    gateway.close();
    origin.close();
  }
}
