package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every filter of this module. */
class FactoriesTest {

  @SuppressWarnings("rawtypes") // as ServiceLoader has it
  static List<FilterFactory<?>> factories() {
    List<FilterFactory<?>> factories = new ArrayList<>();
    for (FilterFactory<?> factory : ServiceLoader.load(FilterFactory.class)) {
      if (factory.getClass().getName().startsWith("io.sluice.filters.")) {
        factories.add(factory);
      }
    }
    return factories;
  }

  @Test
  void serviceLoaderFindsEachFilterByItsName() {
    assertThat(factories().stream().map(FilterFactory::name))
        .containsExactlyInAnyOrder(
            "compression", "cors", "headers", "ip_restriction", "request_id", "request_size");
  }

  @ParameterizedTest
  @MethodSource("factories")
  void describesItselfAndEveryOption(FilterFactory<?> factory) {
    assertThat(factory.description()).matches("[A-Z].*\\.");
    for (RecordComponent option : factory.configType().getRecordComponents()) {
      assertThat(option.getAnnotation(Option.class)).as(option.getName()).isNotNull();
      assertThat(option.getAnnotation(Option.class).value()).matches("[A-Z].*\\.");
    }
  }
}
