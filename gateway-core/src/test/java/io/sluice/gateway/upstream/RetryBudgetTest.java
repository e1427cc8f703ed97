package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Retries stay a share of the requests, however much fails. */
class RetryBudgetTest {
  @RegisterExtension
  static final GatewayExtension sluice =
      GatewayExtension.of(
          """
          routes:
            - id: all
              upstream: origin
              retry:
                attempts: 1
                budget_percent: 10
                backoff: { base: 0ms, max: 0ms }
          upstreams:
            - { id: origin, targets: [ { address: "${origin}" } ] }
          """);

  private static int withdrawals(RetryBudget budget) {
    int taken = 0;
    while (budget.withdraw()) {
      taken++;
    }
    return taken;
  }

  @Test
  void aNewUpstreamHasSome() {
    assertThat(withdrawals(new RetryBudget())).isEqualTo((int) RetryBudget.INITIAL);
  }

  @Test
  void everyRequestPaysItsShare() {
    RetryBudget budget = new RetryBudget();
    withdrawals(budget);
    for (int i = 0; i < 9; i++) {
      budget.deposit(20);
    }
    assertThat(withdrawals(budget)).isEqualTo(1);
    budget.deposit(20); // the eighty left over count
    assertThat(withdrawals(budget)).isEqualTo(1);
    budget.deposit(0);
    assertThat(withdrawals(budget)).isZero();
  }

  @Test
  void whatIsSavedIsBounded() {
    RetryBudget budget = new RetryBudget();
    for (int i = 0; i < 1_000_000; i++) {
      budget.deposit(100);
    }
    assertThat(withdrawals(budget)).isEqualTo((int) RetryBudget.MOST_SAVED);
  }

  @Test
  void anOriginThatFailsAlwaysIsNotOverrun() {
    sluice.origin().answer((request, connection) -> connection.answer(503, "busy"));
    RawClient client = sluice.connect();
    for (int i = 0; i < 300; i++) {
      assertThat(client.get("/").read().status()).isEqualTo(503);
    }
    int retries = (int) RetryBudget.INITIAL + 300 / 10;
    assertThat(sluice.origin().requests()).hasSize(300 + retries);
    assertThat(
            sluice
                .gateway()
                .metric("sluice_retries_total{outcome=\"over_budget\",upstream=\"origin\"}"))
        .isEqualTo(300 - retries);
  }
}
