package io.sluice.filters.oidc;

import io.sluice.filters.jwt.ProviderClient;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Ticker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a provider for tokens, as one of its clients. Any thread; what is returned completes on a
 * thread of {@link ProviderClient}, or with {@link OidcException}.
 */
final class TokenClient {
  private static final Logger LOG = LoggerFactory.getLogger(TokenClient.class);
  private static final int MOST_CODES = 256; // at once
  private static final int MOST_REFRESHES = 512; // likewise
  private static final long LOG_GAP = TimeUnit.MINUTES.toNanos(1);

  private final ProviderClient client;
  private final String id;
  private final @Nullable String secret;
  private final Ticker ticker;

  // apart: whoever makes up codes must not keep users from going on
  private final AtomicInteger codes = new AtomicInteger();
  private final AtomicInteger refreshes = new AtomicInteger();
  private final AtomicLong quietUntil;

  /**
   * @param secret null = a public client
   */
  TokenClient(ProviderClient client, String id, @Nullable String secret, Ticker ticker) {
    this.client = client;
    this.id = id;
    this.secret = secret;
    this.ticker = ticker;
    this.quietUntil = new AtomicLong(ticker.nanos());
  }

  /** Gives a code for tokens. */
  CompletableFuture<Tokens> exchange(Discovery provider, PendingLogin pending, String code) {
    return ask(
        provider,
        new FormParameters()
            .add("grant_type", "authorization_code")
            .add("code", code)
            .add("redirect_uri", pending.redirectUri())
            .add("code_verifier", pending.verifier()),
        codes,
        MOST_CODES);
  }

  /** Gives a refresh token for others. */
  CompletableFuture<Tokens> renew(Discovery provider, String refreshToken) {
    return ask(
        provider,
        new FormParameters().add("grant_type", "refresh_token").add("refresh_token", refreshToken),
        refreshes,
        MOST_REFRESHES);
  }

  /** Has the provider forget a refresh token, if it can; nobody waits for that. */
  void revoke(Discovery provider, String refreshToken) {
    URI address = provider.revocation();
    if (address != null) {
      FormParameters form =
          new FormParameters().add("token", refreshToken).add("token_type_hint", "refresh_token");
      post(provider, address, form);
    }
  }

  private CompletableFuture<ProviderClient.Answer> post(
      Discovery provider, URI to, FormParameters form) {
    String known = secret;
    if (known == null || !provider.takesBasic()) {
      form.add("client_id", id);
    }
    if (known != null && !provider.takesBasic()) {
      form.add("client_secret", known);
    }
    String basic = known == null || !provider.takesBasic() ? null : basic(known);
    return client.post(to, form.toString(), basic);
  }

  /** Both encoded as in forms first (RFC 6749 section 2.3.1). */
  private String basic(String known) {
    String both = FormParameters.encoded(id) + ':' + FormParameters.encoded(known);
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
  }

  private CompletableFuture<Tokens> ask(
      Discovery provider, FormParameters form, AtomicInteger asked, int most) {
    if (asked.incrementAndGet() > most) {
      asked.decrementAndGet();
      return CompletableFuture.failedFuture(new OidcException(OidcException.OVERLOADED));
    }
    return post(provider, provider.token(), form)
        .handle(
            (answer, failure) -> {
              asked.decrementAndGet();
              if (answer == null) {
                throw unavailable(ProviderClient.words(failure));
              }
              return tokens(answer);
            });
  }

  private Tokens tokens(ProviderClient.Answer answer) {
    if (answer.status() == 200) {
      Tokens tokens = Tokens.parse(answer.body());
      if (tokens == null) {
        throw unavailable("no tokens in its answer");
      }
      return tokens;
    }
    String error = Tokens.error(answer.body());
    if (error.equals("invalid_grant")) {
      throw thrown(OidcException.CODE_REFUSED);
    }
    throw unavailable("status " + answer.status() + " " + error);
  }

  private CompletionException unavailable(String why) {
    long now = ticker.nanos();
    long quiet = quietUntil.get();
    if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + LOG_GAP)) {
      LOG.warn(
          "oidc client {}: no tokens: {} (check client_id, client_secret and the redirect URI that"
              + " the provider has)",
          id,
          why);
    }
    return thrown(OidcException.UNAVAILABLE);
  }

  private static CompletionException thrown(GatewayError error) {
    return new CompletionException(new OidcException(error));
  }
}
