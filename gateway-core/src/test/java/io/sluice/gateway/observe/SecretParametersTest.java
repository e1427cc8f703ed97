package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretParametersTest {

  @ParameterizedTest
  @CsvSource({
    "a=1&b=2, a=1&b=2",
    "k=1, k=***",
    "a=1&k=secret&b=2, a=1&k=***&b=2",
    "k=1&k=2, k=***&k=***",
    "k=&a=1, k=***&a=1",
    "k, k",
    "%6B=1&a=%20, %6B=***&a=%20",
    "k=a=b, k=***",
    "K=1&keyword=shoes, K=1&keyword=shoes",
    "access_token=x&Token=y&API_KEY=z, access_token=***&Token=***&API_KEY=***",
    "%=1&k=2, %=1&k=***",
    "'', ''",
    "&&k=1&, &&k=***&",
  })
  void hidesValuesAndLeavesAllElse(String query, String shown) {
    assertThat(SecretParameters.hidden(query, Set.of("k"))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/?k=1&b=2, https://a.example/?k=***&b=2",
    "https://a.example/, https://a.example/",
  })
  void hidesThemInTheReferer(String referer, String shown) {
    AccessEntry entry =
        new AccessEntry(
            0,
            "id",
            "::1",
            "GET",
            "http",
            "",
            "/",
            null,
            Set.of("k"),
            "HTTP/1.1",
            200,
            0,
            0,
            0,
            null,
            null,
            -1,
            0,
            null,
            null,
            null,
            null,
            referer,
            null);

    assertThat(entry.shownReferer()).isEqualTo(shown);
  }
}
