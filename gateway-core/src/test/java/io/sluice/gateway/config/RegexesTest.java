package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/users/[0-9]+",
        "/(a|b)*c?",
        "/a{1,1000}",
        "/\\d{3}/\\Q({[\\E",
        "[(){}]+",
        "[]a]{2}",
        "[^]]",
        "[[:alpha:]]{3}",
        "(?i)/x",
        "\\p{Greek}",
        "(/[a-z0-9-]{1,63}){1,10}"
      })
  void compilesWhatIsSensible(String regex) {
    assertThat(Regexes.compile(regex).pattern()).isEqualTo(regex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a{1000}){1000}",
        "((a{100}){100}){100}",
        "(((a{1000}){1000}){1000}){1000}",
        "(a{1000}[(]b){1000}",
        "(a{1000}[)]b){1000}",
        "(a{1000}[^](]b){1000}",
        "(a{1000}\\Q(\\Eb){1000}",
        "(a{1000}\\(b){1000}",
        "((((a{10}){10}){10}){10}){10}",
        "(a{500}|b{500}){0,500}",
        "(a{500}){500,}",
        "([[:alpha:](]{1000}){1000}",
      })
  void refusesProgramsThatWouldTakeAllMemory(String regex) {
    assertThatThrownBy(() -> Regexes.compile(regex))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            regex
                + " (expected: repetitions that multiply to less, and at most 100 nested groups)");
  }

  @Test
  void refusesNestingThatWouldTakeTheStack() {
    assertThatThrownBy(() -> Regexes.compile("(".repeat(2000) + ")".repeat(2000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Regexes.compile("a".repeat(5000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 4096 characters");
  }

  /** Whatever is taken compiles to a program of bounded size. */
  @Test
  void theEstimateBoundsTheProgram() {
    String[] parts = {
      "a",
      "(",
      ")",
      "[",
      "]",
      "(?:",
      "{3}",
      "{10}",
      "{2,5}",
      "{4,}",
      "*",
      "+",
      "?",
      "|",
      "\\(",
      "\\Q",
      "\\E",
      "[(]",
      "[)]",
      "[^]]",
      "[[:alpha:]]",
      "\\d",
      ".",
      "{",
      "}",
      "\\",
      "^",
      "$",
      "(?i)",
      "\\pL"
    };
    Random random = new Random(7);
    int compiled = 0;
    for (int i = 0; i < 30_000; i++) {
      StringBuilder regex = new StringBuilder();
      for (int length = random.nextInt(14); length >= 0; length--) {
        regex.append(parts[random.nextInt(parts.length)]);
      }
      try {
        Pattern pattern = Pattern.compile(regex.toString());
        assertThat((long) pattern.programSize())
            .as(regex.toString())
            .isLessThanOrEqualTo(4 * Regexes.size(regex.toString()) + 8);
        compiled++;
      } catch (PatternSyntaxException e) {
        // most are nonsense; what matters is what compiles
      }
    }
    assertThat(compiled).isGreaterThan(3000);
  }
}
