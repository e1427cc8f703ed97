package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no tree is made of: broken, hostile and oversized documents. */
class DocumentParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          ''                        | empty (expected: a mapping)
          '# nothing but a comment' | empty (expected: a mapping)
          '---'                     | null (expected: a mapping) (line 1)
          'text'                    | a value (expected: a mapping) (line 1)
          '[1]'                     | a list (expected: a mapping) (line 1)
          'a: 1~---~b: 2'           | a second document (expected: one) (line 3)
          'a: [1, 2~'               | not YAML: expected ',' or ']', but got <stream end> (line 2)
          'a:~\t- b~'               | not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation) (line 2)
          'a: b: c'                 | not YAML: mapping values are not allowed here (line 1)
          'a: 1~ b: 2'              | not YAML: mapping values are not allowed here (line 2)
          'a: "x'                   | not YAML: found unexpected end of stream (line 1)
          'a: *b'                   | an alias of an unknown anchor (expected: one that ends before it; a text that begins with * stands in quotes) (line 1)
          'a: &b [ *b ]'            | an alias of an unknown anchor (expected: one that ends before it; a text that begins with * stands in quotes) (line 1)
          'a:~  - !secret x'        | a tag (expected: none; a text that begins with ! stands in quotes) (line 2)
          'a: !!binary aGk='        | a tag (expected: none; a text that begins with ! stands in quotes) (line 1)
          '? [a, b]~: c'            | not YAML: Expected a property name (Scalar value in YAML), got this instead: +SEQ [] (line 1)
          'a: 1~b: \u0007'          | character U+0007 (expected: printable text) (line 2)
          'a: 1~b: \uFFFE'          | character U+FFFE (expected: printable text) (line 2)
          'a: \uD83D'               | character U+D83D (expected: printable text) (line 1)
          """)
  void refusesBrokenYaml(String document, String error) {
    String text = document == null ? "" : document.replace('~', '\n');

    assertThat(SampleDocuments.errors(text, Format.YAML)).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                  | empty (expected: a mapping)
          `[]`                | a list (expected: a mapping) (line 1)
          `{"a": 1`           | not JSON: Unexpected end-of-input: expected close marker for Object (line 1)
          `{"a": hunter2}`    | not JSON: text without quotes (line 1)
          `{"a": 1} {}`       | a second document (expected: one) (line 1)
          `{"a": 01}`         | not JSON: Invalid numeric value: Leading zeroes not allowed (line 1)
          `{"a": NaN}`        | not JSON: text without quotes (line 1)
          `{'a': 1}`          | not JSON: Unexpected character (''' (code 39)): was expecting double-quote to start property name (line 1)
          """)
  void refusesBrokenJson(String document, String error) {
    assertThat(SampleDocuments.errors(document == null ? "" : document, Format.JSON))
        .isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({"YAML, '[', ']'", "JSON, '[', ']'", "JSON, '{\"a\":', '}'", "YAML, '{a: ', '}'"})
  void refusesDeepNestingBeforeItReachesTheStack(Format format, String open, String close) {
    String nested = open.repeat(200_000) + close.repeat(200_000);

    assertThat(SampleDocuments.errors("{\"routes\": " + nested + "}", format))
        .contains("Document nesting depth (65) exceeds the maximum allowed (64");
  }

  @Test
  void refusesDeepNestingByIndentation() {
    StringBuilder document = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      document.append(" ".repeat(i)).append("a:\n");
    }

    assertThat(SampleDocuments.errors(document.toString(), Format.YAML))
        .contains("Document nesting depth (65) exceeds the maximum allowed (64");
  }

  @Test
  void refusesAliasesThatMultiply() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String inner = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [" + (inner + ", ").repeat(9) + inner + "]\n");
    }

    assertThat(SampleDocuments.errors(bomb.toString(), Format.YAML))
        .isEqualTo(
            "aliases repeat too much (expected: at most 100000 values in 64 levels) (line 5)");
  }

  @Test
  void refusesAliasesThatDeepen() {
    StringBuilder ladder = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 100; i++) {
      ladder.append("a" + i + ": &a" + i + " [*a" + (i - 1) + "]\n");
    }

    assertThat(SampleDocuments.errors(ladder.toString(), Format.YAML))
        .contains("aliases repeat too much (expected: at most 100000 values in 64 levels)");
  }

  @Test
  void takesADocumentLargerThanTheParsersOwnLimits() throws Exception {
    String comment = "# " + "x".repeat(98) + "\n";
    String document = comment.repeat(50_000) + SampleDocuments.MINIMAL;

    assertThat(SampleDocuments.loader().parse(document, Format.YAML).listeners()).hasSize(1);
  }

  @Test
  void refusesADocumentThatIsTooLong() {
    String document = "#".repeat(Syntax.MAX_LENGTH + 1);

    assertThat(SampleDocuments.errors(document, Format.YAML))
        .isEqualTo("too long (expected: at most 64 MiB)");
  }

  @Test
  void keepsNumbersAsTheyWereWritten() throws Exception {
    GatewayConfig config =
        SampleDocuments.loader()
            .parse(
                SampleDocuments.MINIMAL
                    + "upstreams: [ { id: u, targets: [ { address: 'a:1', labels:"
                    + " {version: 1.10, old: 010, yes: no, big: 12345678901234567890123} } ] } ]",
                Format.YAML);

    assertThat(config.upstreams().get(0).targets().get(0).labels())
        .containsEntry("version", "1.10")
        .containsEntry("old", "010")
        .containsEntry("yes", "no")
        .containsEntry("big", "12345678901234567890123");
  }
}
