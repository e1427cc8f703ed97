package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.WireErrors;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The operators' table of reasons and the code say the same. */
class ReasonsDocTest {
  private static final Pattern REASON = Pattern.compile("`([a-z0-9_]+)`");
  private static final Pattern STATUS = Pattern.compile("\\b[45][0-9]{2}\\b");

  @Test
  void theTableHasEveryReasonOfTheCodeBesideItsStatusAndNoOther() throws Exception {
    Set<String> known = new TreeSet<>();
    for (GatewayError error : constants()) {
      known.add(error.reason() + " in a row of " + error.status());
    }
    assertThat(known).hasSizeGreaterThan(40);

    Set<String> told = new TreeSet<>();
    Set<String> words = new TreeSet<>();
    for (String row : rows()) {
      String[] cells = row.split("\\|", -1);
      for (MatchResult reason : REASON.matcher(cells[2]).results().toList()) {
        words.add(reason.group(1));
        STATUS
            .matcher(cells[1])
            .results()
            .forEach(status -> told.add(reason.group(1) + " in a row of " + status.group()));
      }
    }
    assertThat(told).containsAll(known);
    assertThat(constants().stream().map(GatewayError::reason)).containsAll(words);
  }

  private static Iterable<String> rows() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "operations.md"));
    int start = page.indexOf("\n## Reasons");
    String section = page.substring(start, page.indexOf("\n## ", start + 1));
    return section.lines().filter(line -> line.matches("\\| [45][0-9]{2}.*")).toList();
  }

  /** All but what is wrong with an origin's status line: that is told as malformed_response. */
  private static Set<GatewayError> constants() throws Exception {
    Set<GatewayError> all = new HashSet<>();
    for (var type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sluice.gateway")) {
      for (JavaField field : type.getFields()) {
        if (field.getModifiers().contains(JavaModifier.STATIC)
            && field.getRawType().isEquivalentTo(GatewayError.class)) {
          Field constant = Class.forName(type.getName()).getDeclaredField(field.getName());
          constant.setAccessible(true);
          all.add((GatewayError) constant.get(null));
        }
      }
    }
    all.remove(WireErrors.STATUS_LINE);
    return all;
  }
}
