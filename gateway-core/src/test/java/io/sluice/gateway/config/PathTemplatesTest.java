package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplatesTest {

  @ParameterizedTest
  @CsvSource({
    "/, ''",
    "/users, ''",
    "/users/{id}, id",
    "/users/{id}/, id",
    "/users/{id}/orders/{*rest}, id rest",
    "/{a}/{_b}/{C9}, a _b C9",
    "/{*all}, all",
    "//{x}, x",
  })
  void namesVariablesInOrder(String template, String names) {
    assertThat(String.join(" ", PathTemplates.parameters(template))).isEqualTo(names);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/{",
        "/}",
        "/{}",
        "/{*}",
        "/{a",
        "/a}",
        "/x{a}",
        "/{a}x",
        "/{a}{b}",
        "/{a-b}",
        "/{9a}",
        "/{ a}",
        "/{a}/{a}",
        "/{*a}/b",
        "/{*a}/",
        "/{**a}",
        "/{{a}}",
        "/*{a}"
      })
  void refusesVariablesThatAreNoWholeSegment(String template) {
    assertThatThrownBy(() -> PathTemplates.parameters(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(template + " (expected: ");
  }
}
