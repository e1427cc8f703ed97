package io.sluice.filters.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.StubOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProviderClientTest {

  @Test
  void whoWaitsHearsThatTheProviderCouldNotEvenBeAsked() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    ProviderClient client =
        new ProviderClient(
            builder -> {
              if (full.get()) {
                throw new UncheckedIOException(new IOException("Too many open files"));
              }
              return builder;
            });
    try (StubOrigin provider = StubOrigin.answering(200, "{}")) {
      URI uri = URI.create("http://" + provider.address() + "/keys");
      CompletableFuture<byte[]> got = client.get(uri, "application/json");
      assertThatThrownBy(() -> got.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("Too many open files");
      CompletableFuture<ProviderClient.Answer> posted = client.post(uri, "a=b", null);
      assertThatThrownBy(() -> posted.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("Too many open files");
      full.set(false);
      assertThat(client.get(uri, "application/json").get(10, TimeUnit.SECONDS))
          .asString()
          .isEqualTo("{}");
    } finally {
      client.close();
    }
  }

  @Test
  void theLogHasOneLineOfWhatIsWrong() {
    assertThat(ProviderClient.words(new IllegalArgumentException("a\nINFO b" + "c".repeat(1000))))
        .startsWith("a INFO bcc")
        .hasSize(500);
    assertThat(ProviderClient.words(null)).isEqualTo("no answer");
  }
}
