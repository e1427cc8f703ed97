package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mutations of valid documents. The only outcomes that the loader knows are a config and a {@link
 * ConfigException} with at least one error; whatever it takes, the schema takes too.
 *
 * <p>Runs for {@code -Dsluice.fuzz.seconds} (30) from {@code -Dsluice.fuzz.seed}; a failure names
 * the seed of its own document.
 */
class ConfigFuzzTest {
  private static final String[] FRAGMENTS = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "\n",
    "\n  ",
    "- ",
    "\t",
    "\"",
    "'",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "#",
    "? ",
    "%YAML 1.1\n",
    "<<: *a",
    "null",
    "~",
    "true",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    ".nan",
    "${PORT}",
    "${X:}",
    "${",
    "$${",
    "\\",
    "\u0000",
    "\u00e9",
    "\uD83D\uDE00",
    "\uD83D",
    "\uFEFF",
    "(",
    "(a{1000}){1000}",
    "{id}",
    "{host}",
    "/",
    "..",
    "%2e",
    "5s",
    "1MiB",
    "1/s",
    "10.0.0.0/8",
    "::1",
    "id",
    "name",
    "upstream",
    "users",
    "path",
    "exact",
    "config"
  };

  private final ConfigLoader loader = SampleDocuments.loader();
  private final Schema schema = ConfigSchemaTest.schema();
  private int loaded;

  @Test
  void everyDocumentIsEitherLoadedOrRefused() {
    long seconds = Long.getLong("sluice.fuzz.seconds", 30);
    long first = Long.getLong("sluice.fuzz.seed", 20_260_101);
    System.out.println("seed " + first + ", " + seconds + " s");
    String yaml = SampleDocuments.full();
    String json = SampleDocuments.toJson(yaml);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int count = 0;
    while (System.nanoTime() < end) {
      long seed = first + count;
      Random random = new Random(seed);
      Format format = random.nextBoolean() ? Format.YAML : Format.JSON;
      check(mutated(format == Format.YAML ? yaml : json, random), format, seed);
      count++;
    }
    System.out.println(count + " documents, " + loaded + " of them loaded");
    assertThat(count).isPositive();
  }

  private void check(String document, Format format, long seed) {
    GatewayConfig config;
    try {
      config = loader.parse(document, format);
    } catch (ConfigException e) {
      assertThat(e.errors().all()).as("seed %d", seed).isNotEmpty();
      return;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ":\n" + document, e);
    }
    assertThat(config.listeners()).as("seed %d", seed).isNotEmpty();
    loaded++;
    if (format == Format.JSON) {
      assertThat(schema.validate(JsonMapper.shared().readTree(document)))
          .as("seed %d:\n%s", seed, document)
          .isEmpty();
    }
  }

  private static String mutated(String document, Random random) {
    String text = document;
    int times = random.nextBoolean() ? 1 : 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      text = mutatedOnce(text, random);
    }
    return text;
  }

  private static String mutatedOnce(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    String fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
    return switch (random.nextInt(9)) {
      case 0 -> text.substring(0, at) + fragment + text.substring(at);
      case 1 -> text.substring(0, at) + text.substring(end);
      case 2 -> text.substring(0, at) + fragment + text.substring(end);
      case 3 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(end);
      case 4 -> swappedLines(text, random);
      case 5 -> lineDropped(text, random);
      case 6 -> digitReplaced(text, at, random);
      case 7 -> text.substring(0, end) + text.substring(at, end) + text.substring(end);
      default -> wordReplaced(text, fragment, random);
    };
  }

  private static String swappedLines(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.size() < 2) {
      return text;
    }
    String moved = lines.remove(random.nextInt(lines.size()));
    lines.add(random.nextInt(lines.size() + 1), moved);
    return String.join("\n", lines);
  }

  private static String lineDropped(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty()) {
      lines.remove(random.nextInt(lines.size()));
    }
    return String.join("\n", lines);
  }

  private static String digitReplaced(String text, int from, Random random) {
    for (int i = from; i < text.length(); i++) {
      if (Character.isDigit(text.charAt(i))) {
        return text.substring(0, i) + random.nextInt(100) + text.substring(i + 1);
      }
    }
    return text;
  }

  /** A whole word for another: most often the document stays well formed. */
  private static String wordReplaced(String text, String fragment, Random random) {
    int at = random.nextInt(text.length() + 1);
    int start = at;
    while (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
      start--;
    }
    int end = at;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(0, start) + fragment + text.substring(end);
  }
}
