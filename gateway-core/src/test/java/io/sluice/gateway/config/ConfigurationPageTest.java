package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** docs/configuration.md names every key of the schema, with the default that it has. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final Pattern HEADING = Pattern.compile("#{2,3} (.*)");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_]+)` \\| (.*?) \\| (.*) \\|");

  @Test
  void namesEveryKeyWithItsDefault() throws IOException {
    JsonNode schema = ConfigSchema.tree(List.of());
    Map<String, String> expected = new TreeMap<>();
    walk(schema, schema, "", expected);

    assertThat(expected).hasSizeGreaterThan(80).containsEntry("server.workers", "`0`");
    assertThat(rows(expected.keySet())).isEqualTo(expected);
  }

  @Test
  void everyExampleLoads() throws IOException {
    String page = Files.readString(PAGE);
    List<String> examples =
        Pattern.compile("(?s)```yaml\n(.*?)```")
            .matcher(page)
            .results()
            .map(r -> r.group(1))
            .filter(example -> !example.contains("filters:")) // they run where the filters are
            .toList();

    assertThat(examples).hasSizeGreaterThan(4);
    for (String example : examples) {
      String document =
          example.contains("listeners:") ? example : SampleDocuments.MINIMAL + example;
      assertThat(SampleDocuments.errors(document, Format.YAML)).as(example).isEmpty();
    }
  }

  /** Path of each key, and its default as the page writes it. */
  private static void walk(
      JsonNode root, JsonNode schema, String path, Map<String, String> defaults) {
    schema
        .path("properties")
        .forEachEntry(
            (key, value) -> {
              String place = path.isEmpty() ? key : path + "." + key;
              boolean required =
                  schema.path("required").valueStream().anyMatch(r -> r.asString().equals(key));
              JsonNode fallback = value.path("default");
              String shown = fallback.isMissingNode() ? "none" : '`' + text(fallback) + '`';
              defaults.put(place, required ? "required" : shown);
              JsonNode inner = value.has("items") ? value.get("items") : value;
              String ref = inner.path("$ref").asString("");
              JsonNode target = ref.isEmpty() ? inner : root.at(ref.substring(1));
              walk(root, target, value.has("items") ? place + "[]" : place, defaults);
            });
    // A discovery: each type has keys of its own, told under a heading with the type.
    for (JsonNode choice : schema.path("allOf")) {
      JsonNode type = choice.at("/if/properties/type/const");
      if (type.isString()) {
        JsonNode own = root.at(choice.at("/then/$ref").asString().substring(1)).deepCopy();
        ((ObjectNode) own.get("properties")).remove("type");
        walk(root, own, path + ", type: " + type.asString(), defaults);
      }
    }
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().map(ConfigurationPageTest::text).toList().toString();
    }
    return value.isString() && !value.asString().isEmpty() ? value.asString() : value.toString();
  }

  /** The same, read off the page's tables; headings say which part a table is of. */
  private static Map<String, String> rows(Set<String> known) throws IOException {
    Set<String> parts = new TreeSet<>();
    known.forEach(key -> parts.add(key.substring(0, Math.max(0, key.lastIndexOf('.')))));
    Map<String, String> rows = new LinkedHashMap<>();
    List<String> headed = List.of();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        headed =
            heading.group(1).equals("The document")
                ? List.of("")
                : QUOTED.matcher(heading.group(1)).results().map(r -> r.group(1)).toList();
        assertThat(parts).as(line).containsAll(headed);
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        for (String part : headed) {
          String key = part.isEmpty() ? row.group(1) : part + "." + row.group(1);
          assertThat(rows.put(key, row.group(2))).as("second row of %s", key).isNull();
        }
      }
    }
    return rows;
  }
}
