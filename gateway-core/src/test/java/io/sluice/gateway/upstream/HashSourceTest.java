package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.config.HashFallbackConfig;
import io.sluice.gateway.config.HashOnConfig;
import io.sluice.gateway.config.HashOnConfig.Source;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSourceTest {

  /** An exchange that has {@code x} and {@code consumer} if they are given, and all the rest. */
  private static Exchange exchange(@Nullable String x, @Nullable String consumer) {
    DefaultHttpHeaders headers = new DefaultHttpHeaders();
    if (x != null) {
      headers.set("x", "header " + x);
    }
    return (Exchange)
        Proxy.newProxyInstance(
            Exchange.class.getClassLoader(),
            new Class<?>[] {Exchange.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "requestHeaders" -> headers;
                  case "cookie" -> x == null ? null : "cookie " + x;
                  case "queryParameter" -> x == null ? null : "query " + x;
                  case "path" -> "/path";
                  case "clientIp" -> "192.0.2.1";
                  case "consumer" -> consumer;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @ParameterizedTest
  @CsvSource({
    "HEADER, x, header 7",
    "COOKIE, x, cookie 7",
    "QUERY, x, query 7",
    "PATH, , /path",
    "CLIENT_IP, , 192.0.2.1",
    "CONSUMER, , ann",
  })
  void takesTheValueThatItNames(Source source, @Nullable String name, String value) {
    HashSource hash = HashSource.of(new HashOnConfig(source, name, null));

    assertThat(hash.valueIn(exchange("7", "ann"))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"HEADER, x", "COOKIE, x", "QUERY, x", "CONSUMER, "})
  void hasNoValueWhereTheExchangeHasNone(Source source, @Nullable String name) {
    HashSource hash = HashSource.of(new HashOnConfig(source, name, null));

    assertThat(hash.valueIn(exchange(null, null))).isNull();
  }

  @Test
  void takesTheFallbackOnlyWhereTheFirstIsMissing() {
    HashSource hash =
        HashSource.of(
            new HashOnConfig(Source.CONSUMER, null, new HashFallbackConfig(Source.HEADER, "x")));

    assertThat(hash.valueIn(exchange("7", "ann"))).isEqualTo("ann");
    assertThat(hash.valueIn(exchange("7", null))).isEqualTo("header 7");
    assertThat(hash.valueIn(exchange(null, null))).isNull();
  }

  @Test
  void withoutConfigThereIsNoValue() {
    assertThat(HashSource.of(null).valueIn(exchange("7", "ann"))).isNull();
  }
}
