package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents whose reading would cost the square of their length. The timeout is no measure: without
 * the bounds each of them takes many minutes.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileDocumentTest {
  private static final int LONG = 15 << 20;

  static Stream<Arguments> runs() {
    String x = "x".repeat(LONG);
    String tooLong = " (expected: at most 1048576) (line 4)";
    return Stream.of(
        Arguments.of("a: " + x, "text of 15728640 characters" + tooLong),
        Arguments.of("a: \"" + x + "\"", "text of 15728640 characters" + tooLong),
        Arguments.of("a: '" + x + "'", "text of 15728640 characters" + tooLong),
        Arguments.of("a: |\n  " + x + "\n", "text of 15728641 characters" + tooLong),
        Arguments.of(
            "a: " + "7".repeat(LONG),
            "number of 15728640 characters (expected: at most 100) (line 4)"),
        Arguments.of("? " + x + "\n: 1", "text of 15728640 characters" + tooLong),
        Arguments.of(
            "a: *" + x,
            "(expected: one that ends before it; a text that begins with * stands in quotes) (line 4)"),
        Arguments.of("server: {} # " + x, ""),
        Arguments.of("server: " + " ".repeat(LONG) + "{}", ""));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void readsARunWithoutBreakOnce(String piece, String error) {
    assertThat(SampleDocuments.errors(SampleDocuments.MINIMAL + piece, Format.YAML))
        .endsWith(error)
        .hasSizeLessThan(300);
  }

  @Test
  void boundsWhatVariablesFillIn() {
    ConfigLoader loader = new ConfigLoader(SampleFilters.ALL, name -> "x".repeat(1 << 20));
    String labels =
        IntStream.range(0, 20).mapToObj(i -> "l" + i + ": \"${X}\"\n").reduce("", String::concat);

    assertThat(errors(loader, "a: \"${X}${X}\""))
        .contains("a: too long with its variables (expected: at most 1048576 characters)");
    assertThat(errors(loader, labels))
        .isEqualTo("too long with its variables (expected: at most 16 MiB) (line 17)");
  }

  @Test
  void longTextThatAliasesRepeatCountsByItsLength() {
    String text = "a: &a \"" + "x".repeat(1 << 20) + "\"\n";

    assertThat(SampleDocuments.errors(text + "b: [" + "*a, ".repeat(10) + "]", Format.YAML))
        .isEqualTo(
            "aliases repeat too much (expected: at most 100000 values in 64 levels) (line 2)");
  }

  @Test
  void guessesNothingOfALongName() {
    String name = "u".repeat(1_000_000);
    String document =
        SampleDocuments.MINIMAL
            + "upstreams: [ { id: "
            + name
            + ", targets: [ { address: 'a:1' } ] } ]\n"
            + "routes: [ { id: r, upstream: "
            + name
            + "x } ]";

    assertThat(SampleDocuments.errors(document, Format.YAML)).contains("unknown upstream uuu");
  }

  @Test
  void comparesListenersByTheirAddressAlone() {
    StringBuilder document = new StringBuilder("listeners:\n");
    for (int i = 0; i < 60_000; i++) {
      String ip = "127." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
      document.append("- {id: l" + i + ", bind: '" + ip + ":" + (i % 2 * 8080) + "'}\n");
    }

    assertThat(SampleDocuments.errors(document.toString(), Format.YAML)).isEmpty();
  }

  /** Long enough to be read in pieces, at every offset: one of them ends inside a character. */
  @ParameterizedTest
  @MethodSource("offsets")
  void readsCharactersOfTwoHalvesWhereverAPieceEnds(String offset) throws Exception {
    String text = offset + "\uD83D\uDE00 ".repeat(500_000);
    GatewayConfig config =
        SampleDocuments.loader()
            .parse(
                SampleDocuments.MINIMAL
                    + "#"
                    + text
                    + "\naccess_log: { path: \""
                    + offset
                    + "\uD83D\uDE00\" }",
                Format.YAML);

    assertThat(config.accessLog().path()).isEqualTo(offset + "\uD83D\uDE00");
  }

  static Stream<String> offsets() {
    return Stream.of("a", "aa", "aaa");
  }

  private static String errors(ConfigLoader loader, String document) {
    try {
      loader.parse(document, Format.YAML);
      return "";
    } catch (ConfigException e) {
      return e.errors().toString();
    }
  }
}
