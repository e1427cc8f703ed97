package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Identity;
import java.util.Map;
import java.util.Set;
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
    Identity other =
        switch (way) {
          case "known" -> Identity.of("bob");
          case "vouched" -> new Identity("bob", Map.of("sub", "bob"), Set.of());
          default -> null;
        };
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
}
