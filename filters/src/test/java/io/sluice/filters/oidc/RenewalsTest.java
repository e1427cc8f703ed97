package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.oidc.Renewals.Renewed;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Each refresh token is shown once, and a provider that fails is left alone for a while. */
class RenewalsTest {
  private final ManualTicker ticker = new ManualTicker();
  private final Renewals renewals = new Renewals(ticker);
  private final List<CompletableFuture<Renewed>> asked = new ArrayList<>();

  private CompletableFuture<Renewed> of(String token) {
    return renewals.of(
        token,
        () -> {
          CompletableFuture<Renewed> answer = new CompletableFuture<>();
          asked.add(answer);
          return answer;
        });
  }

  private static Renewed lasting(long seconds) {
    return bringing("next", seconds);
  }

  private static Renewed bringing(String token, long seconds) {
    return new Renewed(new Tokens("access", null, token, null, seconds), null, 0);
  }

  private void fail(GatewayError why) {
    asked.get(asked.size() - 1).completeExceptionally(new OidcException(why));
  }

  @Test
  void whoComesMeanwhileAndSoonAfterGetsTheSame() {
    CompletableFuture<Renewed> one = of("a");
    CompletableFuture<Renewed> other = of("a");
    asked.get(0).complete(lasting(3600));
    ticker.advance(Duration.ofSeconds(59));
    assertThat(of("a").join()).isSameAs(one.join()).isSameAs(other.join());
    assertThat(asked).hasSize(1);
    assertThat(of("b")).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aTokenThatIsTakenAgainIsShownAgainOnceItsLastAccessTokenIsHalfOver() {
    of("a");
    asked.get(0).complete(lasting(20));
    ticker.advance(Duration.ofMillis(9_999));
    assertThat(of("a")).isDone();
    ticker.advance(Duration.ofMillis(1));
    assertThat(of("a")).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aProviderThatFailsIsAskedAgainAfterAWhile() {
    of("a");
    fail(OidcException.UNAVAILABLE);
    ticker.advance(Duration.ofMillis(4_999));
    assertThat(of("a")).isCompletedExceptionally();
    ticker.advance(Duration.ofMillis(1));
    assertThat(of("a")).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void whatBroughtATokenThatIsForgottenIsForgottenToo() {
    of("a");
    asked.get(0).complete(bringing("b", 3600));
    of("b");
    asked.get(1).complete(bringing("c", 3600));
    of("other");
    asked.get(2).complete(bringing("another", 3600));
    renewals.forget("c");
    assertThat(of("a")).isNotDone();
    assertThat(of("b")).isNotDone();
    assertThat(of("other")).isDone();
  }

  @Test
  void aTokenThatIsTakenAgainIsForgottenOnce() {
    of("a");
    asked.get(0).complete(bringing("a", 3600));
    renewals.forget("a");
    assertThat(of("a")).isNotDone();
  }

  @Test
  void aTokenThatIsRefusedIsNotShownAgain() {
    of("a");
    fail(OidcException.CODE_REFUSED);
    ticker.advance(Duration.ofSeconds(59));
    assertThat(of("a")).isCompletedExceptionally();
    assertThat(asked).hasSize(1);
  }
}
