package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.filters.jwt.KeyAddress;
import io.sluice.filters.jwt.ProviderClient;
import io.sluice.gateway.testkit.StubOrigin;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TokenClientTest {
  private static final PendingLogin LOGIN =
      new PendingLogin(
          "0123456789abcdefstate", "nonce", "verifier", "https://a/b", "https://a", "/", 7);

  @Test
  void whoMakesUpCodesDoesNotKeepUsersFromGoingOn() {
    ProviderClient client = ProviderClient.of(FakeExchange.context());
    try (StubOrigin provider = StubOrigin.start((request, connection) -> {})) { // says nothing
      URI uri = URI.create("http://" + provider.address() + "/");
      Discovery discovery =
          new Discovery(uri, uri, KeyAddress.of(uri.toString()), null, null, true, false);
      TokenClient tokens = new TokenClient(client, "shop", null, System::nanoTime);
      List<CompletableFuture<Tokens>> asked = new ArrayList<>();
      for (int i = 0; i < 256; i++) {
        asked.add(tokens.exchange(discovery, LOGIN, "code" + i));
      }
      assertThatThrownBy(() -> tokens.exchange(discovery, LOGIN, "more").join())
          .hasRootCauseMessage("auth_overloaded");
      CompletableFuture<Tokens> refresh = tokens.renew(discovery, "token");
      assertThat(refresh).isNotDone();
      assertThat(asked).noneMatch(CompletableFuture::isDone);
    } finally {
      client.close();
    }
  }
}
