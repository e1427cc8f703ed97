package io.sluice.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.Format;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitConfigTest {
  record Chain(@Option("Filters.") List<FilterConfig> filters) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                        | : missing (expected: exactly one of rate or policies)",
        "{rate: 0/s}                               | .rate: 0/s (expected: > 0)",
        "{rate: -5}                                | .rate: -5 (expected: a rate such as 100/s, 6000/m or 10/h)",
        "{rate: 1/s, burst: -1}                    | .burst: -1 (expected: 0 to 1000000000000)",
        "{rate: 1/s, burst: 0}                     | .burst: 0 (expected: 1 to",
        "{rate: 5/s, cost: 6}                      | .burst: 5 at once (expected: at least cost, 6)",
        "{rate: 5/s, cost: 6, algorithm: sliding_window} | .rate: 5 at once (expected: at least cost, 6)",
        "{rate: 5/s, burst: 6, algorithm: sliding_window} | .burst: 6 (expected: none, with sliding_window)",
        "{rate: 2000000000/s, algorithm: sliding_window} | .rate: 2000000000 (expected: 1 to 1000000000)",
        "{rate: 5/s, max_delay: 1s}                | .max_delay: set (expected: only with leaky_bucket)",
        "{rate: 5/s, on_store_error: deny}         | .on_store_error: deny (expected: only with scope redis)",
        "{rate: 5/s, mode: lease}                  | .mode: lease (expected: exact, with scope local)",
        "{rate: 5/s, mode: lease, scope: redis, algorithm: leaky_bucket} | .mode: lease (expected: exact, but for token_bucket)",
        "{rate: 5/s, key: nobody}                  | .key: unknown variable {nobody}",
        "{rate: 5/s, overrides: {a: {rate: 1/s, burst: 0}}} | .overrides.a.burst: 0 (expected: 1 to",
        "{rate: 5/s, policies: [{id: a, rate: 1/s}]} | : rate and policies (expected: exactly one of rate or policies)",
        "{policies: [{id: a, rate: 1/s}, {id: a, rate: 2/s}]} | .policies[1].id: a (expected: another than those before)",
        "{policies: [{id: a, rate: 1/s}, {id: b, rate: 2/s, cost: 3}]} | .policies[1].burst: 2 at once (expected: at least cost, 3)",
        "{burst: 5, policies: [{id: a, rate: 1/s}]} | .burst: 5 (expected: in each policy, where there are policies)",
        "{policies: [{id: \"a b\", rate: 1/s}]}    | .policies[0].id: a b (expected: text that matches [a-z0-9_-]{1,64})",
      })
  void namesWhatIsWrong(String config, String error) {
    assertThatThrownBy(() -> bind(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("filters[0].config" + error);
  }

  private static void bind(String config) throws ConfigException {
    Binder binder = new Binder(List.of(new RateLimitFactory()), variable -> null);
    binder.bind(
        "filters: [ { name: rate_limit, config: " + config + " } ]", Format.YAML, Chain.class);
  }

  @Test
  void anOverrideThatNoRequestCanHaveIsRefused() {
    assertThatThrownBy(
            () -> bind("{rate: 5/s, key: [client_ip, path], overrides: {gold: {rate: 9/s}}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "filters[0].config.overrides: gold (expected: a value for each of [client_ip, path], joined by |)");
  }

  @Test
  void anOverrideOfAListHasAValueForEach() throws Exception {
    bind("{rate: 5/s, key: [client_ip, path], overrides: {'192.0.2.7|/a\\|b': {rate: 9/s}}}");
  }
}
