package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.FakeContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.Format;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages under docs/ say what the code does. */
class PagesTest {
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

  record Chain(@Option("Filters.") List<FilterConfig> filters) {}

  static List<FilterFactory<?>> factories() {
    return FactoriesTest.factories();
  }

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("docs", name + ".md"));
  }

  private static List<FilterConfig> bind(String chain) throws Exception {
    Binder binder = new Binder(factories(), variable -> null);
    return binder.bind("filters:\n" + chain, Format.YAML, Chain.class).filters();
  }

  private static <C extends Record> void create(FilterFactory<C> factory, Record config) {
    assertThat(factory.create(factory.configType().cast(config), new FakeContext())).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("factories")
  void pageNamesEveryOption(FilterFactory<?> factory) throws Exception {
    String page = page(factory.name());
    for (RecordComponent option : factory.configType().getRecordComponents()) {
      String key = option.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      assertThat(page).contains("\n| `" + key + "` |");
    }
    assertThat(page("README")).contains("[`" + factory.name() + "`](" + factory.name() + ".md)");
  }

  @ParameterizedTest
  @MethodSource("factories")
  void examplesAreValidConfig(FilterFactory<?> factory) throws Exception {
    List<String> examples =
        EXAMPLE.matcher(page(factory.name())).results().map((MatchResult r) -> r.group(1)).toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      for (FilterConfig filter : bind(example)) {
        create(filter.factory(), filter.config());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compression    | {}",
        "cors           | { allow_origins: [\"null\"] }",
        "cors           | { allow_origins: ['*'] }",
        "headers        | { response: { default: { x-a: '{path}' } } }",
        "ip_restriction | { deny: [10.0.0.0/8] }",
        "request_id     | {}",
        "request_size   | { max: 0 }",
      })
  void defaultsOfWhatIsNotGivenAreValid(String name, String config) throws Exception {
    List<FilterConfig> filters = bind("  - { name: " + name + ", config: " + config + " }\n");
    create(filters.get(0).factory(), filters.get(0).config());
  }

  @Test
  void compressionOffersGzipForTextByDefault() throws Exception {
    assertThat(bind("  - name: compression\n").get(0).config().toString())
        .contains("algorithms=[GZIP]", "text/*", "*+json", "bytes=1024");
  }
}
