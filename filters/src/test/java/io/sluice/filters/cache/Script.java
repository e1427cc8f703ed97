package io.sluice.filters.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One case of a conformance table. A table is a file of cases, each of these lines:
 *
 * <pre>
 * == RFC and section: what is shown
 * config: options of the filter; those of the case before hold when there is no such line
 * origin: 200 body | Field: value        what the origin answers from now on
 * then: 304 - | Field: value             ... from its second answer on
 * origin: refuses                        no connection is accepted; until the next origin line
 * +10                                    so many seconds pass
 * GET /a | Field: value => 200 body | stored | Age: 10
 * </pre>
 *
 * <p>Of an answer is said whether the origin was {@code asked}, whether it is asked {@code behind}
 * it, or whether it is {@code stored}; with {@code asked Field: value} or {@code asked no Field}
 * what it was told; and with {@code Field: value} or {@code no Field} what the client gets. A body
 * {@code -} is empty, {@code *} is any. {@code {now-10}} is a date. {@code until} in front of a
 * request repeats it until it is answered so.
 *
 * @param config of the filter
 */
record Script(String title, String config, List<String> steps) {

  /** Reads the cases of a table. */
  static List<Script> all(String table) {
    List<Script> all = new ArrayList<>();
    String config = "";
    for (String line : read(table).lines().toList()) {
      if (line.startsWith("== ")) {
        all.add(new Script(line.substring(3), config, new ArrayList<>()));
      } else if (line.startsWith("config:")) {
        config = line.substring("config:".length()).strip();
        Script last = all.remove(all.size() - 1);
        all.add(new Script(last.title, config, last.steps));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        all.get(all.size() - 1).steps.add(line.strip());
      }
    }
    return all;
  }

  private static String read(String table) {
    try (InputStream in = Script.class.getResourceAsStream(table + ".txt")) {
      return new String(Objects.requireNonNull(in, table).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
