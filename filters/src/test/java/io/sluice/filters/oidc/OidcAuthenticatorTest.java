package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Identity;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcAuthenticatorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authorization | anonymous | ",
        "authorization | known     | ",
        "authorization | vouched   | Bearer own",
        "x-token       | anonymous | Bearer own",
        "              | anonymous | Bearer own",
      })
  void whatAClientSaysItselfDoesNotPassForAnAccessToken(String field, String way, String left)
      throws Exception {
    Authenticator other = way.equals("anonymous") ? null : letsIn(way.equals("vouched"));
    FakeExchange exchange = new FakeExchange().request("authorization", "Bearer own");
    AuthenticationFilter filter =
        (AuthenticationFilter)
            new OidcFactory()
                .create(
                    OidcConfigTest.bound(
                        OidcConfigTest.MUST
                            + (field == null ? "" : "access_token_header: " + field)),
                    FakeExchange.context());
    filter.authenticator().cleanse(exchange);
    filter.authenticator().passedOver(exchange, other);
    assertThat(exchange.requestHeader("authorization")).isEqualTo(left);
  }

  /** A way that has let the request in, by the field Authorization or by something else. */
  private static Authenticator letsIn(boolean byAuthorization) {
    return new Authenticator() {
      @Override
      public Authentication authenticate(Exchange exchange, Later later) {
        return new Authentication.Accepted(
            new Identity("bob", Map.of("sub", "bob"), Set.of())); // claims are no token
      }

      @Override
      public @Nullable String challenge() {
        return null;
      }

      @Override
      public boolean shows(CharSequence field) {
        return byAuthorization && field.toString().equalsIgnoreCase("authorization");
      }
    };
  }
}
