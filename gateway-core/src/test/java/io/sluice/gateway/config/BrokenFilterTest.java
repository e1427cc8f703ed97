package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters that fail in other ways than by refusing their config. */
class BrokenFilterTest {
  private static final String DOCUMENT =
      SampleDocuments.MINIMAL
          + """
          default_filters:
            - { name: plugin, config: { text: a } }
            - name: plugin
              config: { text: b }
          """;

  record Text(@Option("Any.") String text) {
    Text {
      if (text.equals("null")) {
        throw new NullPointerException("in the record");
      }
    }
  }

  record Plugin(Consumer<FilterContext> creation) implements FilterFactory<Text> {
    @Override
    public String name() {
      return "plugin";
    }

    @Override
    public String description() {
      return "Does what a test wants.";
    }

    @Override
    public Class<Text> configType() {
      return Text.class;
    }

    @Override
    public Filter create(Text config, FilterContext context) {
      creation.accept(context);
      return new Filter() {};
    }
  }

  static List<Throwable> failures() {
    return List.of(
        new NullPointerException("no such thing"),
        new IllegalStateException("not now"),
        new NoClassDefFoundError("com/example/Missing"),
        new NoSuchMethodError("Old.method()"),
        new ExceptionInInitializerError(new IllegalStateException("static")),
        new ServiceConfigurationError("a provider is not there"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFilterThatCannotBeMadeIsAnErrorAtItsPlace(Throwable failure) {
    ConfigErrors errors = refusal(context -> rethrow(failure), DOCUMENT);
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();

    assertThat(errors.all()).extracting(ConfigError::line).containsExactly(5, 6);
    assertThat(errors.all())
        .extracting(ConfigError::path)
        .containsExactly("default_filters[0]", "default_filters[1]");
    assertThat(errors.all().get(0).message())
        .startsWith("filter plugin cannot be made: " + cause + " at ")
        .contains("BrokenFilterTest");
  }

  @Test
  void aRecordThatFailsIsAnErrorAtItsPlace() {
    ConfigErrors errors = refusal(context -> {}, DOCUMENT.replace("text: b", "text: 'null'"));

    assertThat(errors.toString())
        .startsWith(
            "default_filters[1]: filter plugin cannot be made:"
                + " java.lang.NullPointerException: in the record at ");
  }

  @Test
  void allFiltersOfADocumentShareOneRegistryThatIsClosed() throws Exception {
    Set<MeterRegistry> registries = new HashSet<>();

    loader(context -> registries.add(context.meters())).parse(DOCUMENT, Format.YAML);

    assertThat(registries).hasSize(1).allMatch(MeterRegistry::isClosed);
  }

  private static ConfigLoader loader(Consumer<FilterContext> creation) {
    return new ConfigLoader(List.of(new Plugin(creation)), SampleDocuments.ENVIRONMENT::get);
  }

  private static ConfigErrors refusal(Consumer<FilterContext> creation, String document) {
    return catchThrowableOfType(
            ConfigException.class, () -> loader(creation).parse(document, Format.YAML))
        .errors();
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
