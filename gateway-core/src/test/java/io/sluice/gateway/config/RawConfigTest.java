package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.document.Document;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawConfigTest {

  private static RawConfig raw(String yaml) throws ConfigException {
    return ConfigLoader.raw(yaml, Format.YAML);
  }

  @Test
  void takesListsApartAndKeepsTheRest() throws Exception {
    RawConfig raw = raw("admin: {bind: x}\nroutes: [{id: a, n: 1}, {n: 2, id: b}]\nnew: [1, 2]");

    assertThat(raw.sections())
        .containsEntry("admin", "{\"bind\":\"x\"}")
        .containsEntry("new", "[1,2]")
        .hasSize(2);
    assertThat(raw.lists().keySet()).containsExactlyInAnyOrderElementsOf(RawConfig.LISTS);
    assertThat(raw.lists().get("routes"))
        .containsExactly(
            new RawConfig.Item("a", "{\"id\":\"a\",\"n\":1}"),
            new RawConfig.Item("b", "{\"n\":2,\"id\":\"b\"}"));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1                | 1",
        "-0               | -0",
        "1.10             | 1.10",
        "1e3              | 1e3",
        "+5               | \"+5\"",
        ".5               | \".5\"",
        "-.5              | \"-.5\"",
        "5.               | 5.0",
        "1e999999999      | 1e999999999",
        "01e999999999     | \"01e999999999\"",
        "007              | \"007\"",
        "-01              | \"-01\"",
        "0x1F             | \"0x1F\"",
        "0o17             | \"0o17\"",
        "1_000            | \"1_000\"",
        ".inf             | \".inf\"",
        ".nan             | \".nan\"",
        "true             | true",
        "True             | \"True\"",
        "yes              | \"yes\"",
        "null             | null",
        "                 | null",
        "\"007\"          | \"007\"",
        "!!str 7          | \"7\"",
        "2024-01-01       | \"2024-01-01\"",
        "1:30             | \"1:30\"",
        "\"a\\tb\\\"\\u00e9\" | \"a\\tb\\\"é\"",
        "${PORT}          | \"${PORT}\"",
        "$${PORT}         | \"$${PORT}\"",
        "\"${NO:-x}\"     | \"${NO:-x}\"",
        "{}               | {}",
        "[]               | []",
        "[a, {b: [1]}]    | [\"a\",{\"b\":[1]}]",
      })
  void writesEveryValueAsJson(String yaml, String json) throws Exception {
    String text = raw("x: " + (yaml == null ? "" : yaml)).sections().get("x");

    assertThat(text).isEqualTo(json);
    assertThat(ConfigLoader.raw("{\"x\":" + text + "}", Format.JSON).sections().get("x"))
        .as("once more")
        .isEqualTo(json);
  }

  @Test
  void writesAliasesOut() throws Exception {
    RawConfig raw = raw("a: &a {x: &x 1}\nroutes: [{id: b, use: *a, y: *x}]");

    assertThat(raw.lists().get("routes").get(0).text())
        .isEqualTo("{\"id\":\"b\",\"use\":{\"x\":1},\"y\":1}");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]                          | a list (expected: a mapping)",
        "routes: {a: 1}               | routes: a mapping (expected: a list)",
        "routes: [x]                  | routes[0].id: missing (expected: a unique id)",
        "routes: [{id: a}, {n: 1}]    | routes[1].id: missing (expected: a unique id)",
        "routes: [{id: a}, {id: a}]   | routes[1].id: a (expected: a unique id)",
        "routes: [{id: ''}]           | routes[0].id: \"\" (expected: a unique id)",
        "routes: [{id: null}]         | routes[0].id: missing (expected: a unique id)",
        "routes: [{id: {}}]           | routes[0].id: missing (expected: a unique id)",
      })
  void refusesWhatCannotBeTakenApart(String yaml, String message) {
    assertThatThrownBy(() -> raw(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tellsAllThatIsWrong() {
    assertThatThrownBy(() -> raw("routes: [{}, {}]\nupstreams: 1"))
        .hasMessageContaining("routes[0].id")
        .hasMessageContaining("routes[1].id")
        .hasMessageContaining("upstreams");
  }

  /** They are told apart, for all else that is wrong with them to be told too. */
  @Test
  void aDraftKeepsThingsWithoutAnIdOfTheirOwn() throws Exception {
    String yaml = "routes: [{id: a, n: 1}, {id: a, n: 2}, {n: 3}, x, {id: '#5'}, {id: ''}]";
    RawConfig draft = ConfigLoader.draft(yaml, Format.YAML);
    assertThat(draft.lists().get("routes"))
        .extracting(RawConfig.Item::id)
        .containsExactly("a", "#1", "#2", "#3", "#5", "##5");
    assertThat(draft.lists().get("routes").get(1).text()).isEqualTo("{\"id\":\"a\",\"n\":2}");
  }

  private static void assertRoundTrip(String text, Format format) throws ConfigException {
    ConfigLoader loader = SampleDocuments.loader();
    String json = Document.of(ConfigLoader.raw(text, format)).json();
    // Templates have no equality of their own; their text does.
    assertThat(loader.parse(json, Format.JSON).toString())
        .isEqualTo(loader.parse(text, format).toString());
    assertThat(Document.of(ConfigLoader.raw(json, Format.JSON)).json()).isEqualTo(json);
  }

  @Test
  void theDocumentBindsToTheSameConfig() throws Exception {
    assertRoundTrip(SampleDocuments.full(), Format.YAML);
    assertRoundTrip(SampleDocuments.toJson(SampleDocuments.full()), Format.JSON);
    assertRoundTrip(SampleDocuments.MINIMAL, Format.YAML);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zone: 1.10",
        "zone: 007",
        "zone: True",
        "weight: 5",
        "zone: '${TOKEN}'",
        "weight: ${WORKERS}",
        "weight: \"${NONE:4}\"",
        "zone: '$${TOKEN}'",
        "zone: \"a\\\\b\\\"c\"",
        "labels: {a: 1e5, b: 0x10, c: yes, d: 2024-01-01, e: 'é€😀'}",
      })
  void everySpellingBindsToTheSameConfig(String target) throws Exception {
    assertRoundTrip(
        SampleDocuments.MINIMAL
            + "upstreams:\n  - id: u\n    targets:\n      - address: a:1\n        "
            + target
            + "\n",
        Format.YAML);
  }

  @Test
  void textOfAnySortComesBackAsItWas() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        text.appendCodePoint(
            " \"\\/{}[]:,$#&*'é\u2028€\uFFFD😀a0.+-".codePointAt(random.nextInt(22)));
      }
      if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
        continue;
      }
      String json = NodeText.of(new Node.Scalar(Node.Kind.TEXT, text.toString(), 1));
      assertThat(ConfigLoader.raw("{\"x\":" + json + "}", Format.JSON).sections().get("x"))
          .isEqualTo(json);
    }
  }
}
