package io.sluice.filters.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VaryTest {

  static List<Arguments> cases() {
    return List.of(
        Arguments.of(List.of(), List.of("origin")),
        Arguments.of(List.of("accept-encoding"), List.of("accept-encoding", "origin")),
        Arguments.of(List.of("Origin"), List.of("Origin")),
        Arguments.of(List.of("cookie, ORIGIN"), List.of("cookie, ORIGIN")),
        Arguments.of(List.of("x-origin"), List.of("x-origin", "origin")),
        Arguments.of(List.of("cookie", "origin"), List.of("cookie", "origin")),
        Arguments.of(List.of("*"), List.of("*")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesTheFieldOnce(List<String> before, List<String> after) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.add(HttpHeaderNames.VARY, before);
    Vary.on(HttpHeaderNames.ORIGIN, headers);
    assertThat(headers.getAll(HttpHeaderNames.VARY)).isEqualTo(after);
  }
}
