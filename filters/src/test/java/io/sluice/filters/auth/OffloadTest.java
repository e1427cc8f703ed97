package io.sluice.filters.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OffloadTest {
  private static final Accepted ANN = new Accepted(Identity.of("ann"));

  private final Offload offload = Offload.of(FakeExchange.context(), Offload.Work.PASSWORDS);
  private final BlockingQueue<Authentication> told = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    offload.close();
  }

  @Test
  void tellsWhatComesOfIt() throws Exception {
    Authentication at = offload.run(new FakeExchange(), (e, found) -> told.add(found), () -> ANN);

    assertThat(at).isEqualTo(Authentication.PENDING);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(ANN);
  }

  @Test
  void whatItThrowsIsNoWayIn() throws Exception {
    offload.run(
        new FakeExchange(),
        (e, found) -> told.add(found),
        () -> {
          throw new IllegalStateException("broken");
        });

    assertThat(told.poll(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.error().status()).isEqualTo(500));
  }

  @Test
  void refusesWhatIsTooMuch() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    List<Authentication> begun = new ArrayList<>();
    FakeExchange exchange = new FakeExchange();
    for (int i = 0; i < 200; i++) {
      begun.add(
          offload.run(
              exchange,
              (e, found) -> told.add(found),
              () -> {
                open.await();
                return ANN;
              }));
    }

    assertThat(begun.get(199))
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.error().reason()).isEqualTo("auth_overloaded"));
    open.countDown();
    long pending = begun.stream().filter(a -> a == Authentication.PENDING).count();
    assertThat(pending).isBetween(65L, 64L + Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < pending; i++) {
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(ANN);
    }
    assertThat(offload.run(exchange, (e, found) -> told.add(found), () -> ANN))
        .isEqualTo(Authentication.PENDING);
  }
}
