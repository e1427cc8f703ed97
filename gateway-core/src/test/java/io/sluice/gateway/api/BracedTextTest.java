package io.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BracedTextTest {

  /** Names, and what is left of the text: a dot stands for each name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                        | ''              | ''",
        "plain                     | ''              | plain",
        "{a}                       | a               | .",
        "a{b}c{d.e-f_9}            | b d.e-f_9       | a.c.",
        "{a}{b}                    | a b             | ..",
        "{{a}}                     | a               | {.}",
        "{\"a\": {\"b\": \"{c}\"}} | c               | {\"a\": {\"b\": \".\"}}",
        "{}                        | ''              | {}",
        "{a b} {a,b} {ä}           | ''              | {a b} {a,b} {ä}",
        "{a                        | ''              | {a",
        "{a{b}                     | b               | {a.",
        "a} {b}                    | b               | a} .",
      })
  void cutsATextAtItsNames(String text, String names, String rest) {
    BracedText cut = BracedText.of(text);
    assertThat(cut.names()).isEqualTo(names.isEmpty() ? List.of() : List.of(names.split(" ")));
    assertThat(cut.literals()).hasSize(cut.names().size() + 1);
    assertThat(String.join(".", cut.literals())).isEqualTo(rest);
  }
}
