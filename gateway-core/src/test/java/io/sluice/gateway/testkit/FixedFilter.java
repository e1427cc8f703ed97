package io.sluice.gateway.testkit;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import java.util.function.Function;

/**
 * Puts a filter that a test wrote in place into a real chain, under a name, without options: to
 * watch or disturb the filter under test from the place in front of it or behind, or to test one
 * that has no factory yet.
 *
 * <pre>{@code
 * Filter busy =
 *     new Filter() {
 *       @Override
 *       public Verdict onRequest(Exchange exchange) {
 *         exchange.fail(GatewayError.gateway(503, "busy"));
 *         return Verdict.DONE;
 *       }
 *     };
 * try (FilterTester tester = FilterTester.of(FixedFilter.of("busy", busy), "")) {
 *   assertThat(tester.request("GET", "/").send().problem()).isEqualTo("busy");
 * }
 * }</pre>
 */
public final class FixedFilter implements FilterFactory<FixedFilter.NoOptions> {
  private final String name;
  private final Function<FilterContext, Filter> make;

  /** Nothing to configure. */
  public record NoOptions() {}

  private FixedFilter(String name, Function<FilterContext, Filter> make) {
    this.name = name;
    this.make = make;
  }

  /** One instance for all routes and reloads. */
  public static FixedFilter of(String name, Filter filter) {
    return new FixedFilter(name, context -> filter);
  }

  /** Made anew for each route, with its slots and meters. */
  public static FixedFilter made(String name, Function<FilterContext, Filter> make) {
    return new FixedFilter(name, make);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "Does what a test says.";
  }

  @Override
  public Class<NoOptions> configType() {
    return NoOptions.class;
  }

  @Override
  public Filter create(NoOptions config, FilterContext context) {
    return make.apply(context);
  }
}
