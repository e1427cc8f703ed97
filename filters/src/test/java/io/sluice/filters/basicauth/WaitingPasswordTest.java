package io.sluice.filters.basicauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.BcryptFunction;
import com.password4j.types.Bcrypt;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may happen while a password waits for its turn, and after it had it. */
class WaitingPasswordTest {
  private static final String ANN = "Basic YW5uOm9wZW4gc2VzYW1l"; // ann:open sesame

  private final ManualTicker clock = new ManualTicker();
  private final ChainContext context = new ChainContext("test", new SimpleMeterRegistry(), clock);
  private final Offload threads = Offload.of(context, Offload.Work.PASSWORDS);
  private final CountDownLatch busy = new CountDownLatch(1);
  private Consumers known = with(hash());

  private final BasicAuth auth =
      new BasicAuth(
          new BasicAuthConfig("r", Duration.ofMinutes(5), true, null),
          ConsumerField.of(null),
          new Live(),
          Passwords.of(Duration.ofMinutes(5), context));

  /** Those of the config in force. */
  private final class Live implements Consumers {
    @Override
    public @Nullable Consumer find(String id) {
      return known.find(id);
    }

    @Override
    public @Nullable Holder holder(Credential.Kind kind, String name) {
      return known.holder(kind, name);
    }

    @Override
    public @Nullable Holder any(Credential.Kind kind) {
      return known.any(kind);
    }
  }

  private static String hash() {
    return BcryptFunction.getInstance(Bcrypt.B, 4).hash("open sesame").getResult();
  }

  private static Consumers with(String hash) {
    Credential password =
        new Credential(null, null, "ann", hash, null, null, null, null, null, null);
    return Consumers.of(List.of(new Consumer("ann", Map.of(), List.of(password))));
  }

  @AfterEach
  void end() {
    busy.countDown();
    threads.close();
  }

  private void occupyAllThreads() {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.submit(() -> busy.await(10, TimeUnit.SECONDS));
    }
  }

  private CompletableFuture<Authentication> ask() {
    CompletableFuture<Authentication> told = new CompletableFuture<>();
    FakeExchange exchange = new FakeExchange().request("authorization", ANN);
    Authentication found = auth.authenticate(exchange, (same, result) -> told.complete(result));
    if (found != Authentication.PENDING) {
      told.complete(found);
    }
    return told;
  }

  @Test
  void whoIsTakenOutWhileAPasswordWaitsDoesNotComeIn() throws Exception {
    occupyAllThreads();
    CompletableFuture<Authentication> found = ask();
    known = Consumers.NONE;
    busy.countDown();
    assertThat(found.get(10, TimeUnit.SECONDS)).isInstanceOf(Authentication.Refused.class);
  }

  @Test
  void passwordThatIsChangedWhileItWaitsDoesNotCount() throws Exception {
    occupyAllThreads();
    CompletableFuture<Authentication> found = ask();
    known = with(hash()); // another salt
    busy.countDown();
    assertThat(found.get(10, TimeUnit.SECONDS)).isInstanceOf(Authentication.Refused.class);
  }

  /** Else whoever floods the threads with guesses would lock out all others in time. */
  @Test
  void passwordInUseIsNotVerifiedAgain() throws Exception {
    assertThat(ask().get(10, TimeUnit.SECONDS)).isInstanceOf(Authentication.Accepted.class);
    occupyAllThreads();
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofMinutes(4));
      assertThat(ask()).isCompletedWithValueMatching(Authentication.Accepted.class::isInstance);
    }
    clock.advance(Duration.ofMinutes(6));
    assertThat(ask()).isNotDone();
  }

  /** Else a client with an old password would keep it wrong for ever, once it is right again. */
  @Test
  void wrongPasswordIsVerifiedAgainAfterTenSeconds() throws Exception {
    known = with(BcryptFunction.getInstance(Bcrypt.B, 4).hash("another").getResult());
    assertThat(ask().get(10, TimeUnit.SECONDS)).isInstanceOf(Authentication.Refused.class);
    occupyAllThreads();
    clock.advance(Duration.ofSeconds(9));
    assertThat(ask()).isCompletedWithValueMatching(Authentication.Refused.class::isInstance);
    clock.advance(Duration.ofSeconds(2));
    assertThat(ask()).isNotDone();
  }
}
