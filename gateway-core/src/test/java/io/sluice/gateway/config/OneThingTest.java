package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thing is read as strictly as a whole document. */
class OneThingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "YAML | {id: a, n: 1.50, t: \"1\"}     | {\"id\":\"a\",\"n\":1.50,\"t\":\"1\"}",
        "YAML | v: \"${NAME}\"                 | {\"v\":\"${NAME}\"}",
        "JSON | [ {\"op\" : \"add\"} , null ]  | [{\"op\":\"add\"},null]",
        "JSON | \"\\uD834\\uDD1E\"             | \"\uD834\uDD1E\"",
      })
  void isWrittenInOneLine(Format format, String text, String json) throws Exception {
    assertThat(ConfigLoader.json(text, format)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "JSON | {\"a\":1,\"a\":2} | a: repeated key",
        "JSON | {\"a\":1}{}       | a second document",
        "JSON | \"\\ud800\"       | half a character",
        "JSON | {\"\\udc00\":1}   | surrogate",
        "YAML | a: *b             | an alias of an unknown anchor",
      })
  void isRefused(Format format, String text, String message) {
    assertThatThrownBy(() -> ConfigLoader.json(text, format))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void isBoundInDepth() {
    assertThatThrownBy(() -> ConfigLoader.json("[".repeat(1000), Format.JSON))
        .isInstanceOf(ConfigException.class);
  }
}
