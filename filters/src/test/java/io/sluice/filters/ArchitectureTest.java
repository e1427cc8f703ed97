package io.sluice.filters;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A filter is a package that can be read, changed and taken out without a look at the others. */
class ArchitectureTest {
  private static final String ROOT = "io.sluice.filters";

  /** What filters have in common, lowest first; each imports only those before it. */
  private static final List<String> SHARED =
      List.of("field", "kept", "meter", "redis", "auth", "jwt");

  /** What the cache is made of, lowest first; the filter itself is above them. */
  private static final List<String> CACHE =
      List.of(
          "cache.threads", "cache.rules", "cache.store", "cache.disk", "cache.redis", "cache.warm");

  private static final JavaClasses CLASSES = read();

  /** Reads this module alone: the rules look at names, and libraries are large. */
  private static JavaClasses read() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(ROOT);
  }

  @Test
  void noFilterImportsAnotherOne() {
    slices()
        .matching(ROOT + ".(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(alwaysTrue(), resideInAnyPackage(all(SHARED)))
        .check(CLASSES);
  }

  static List<Arguments> sharedPackages() {
    return Stream.of(SHARED, CACHE)
        .flatMap(
            all ->
                IntStream.range(0, all.size() - 1)
                    .mapToObj(i -> Arguments.of(all.get(i), all.subList(i + 1, all.size()))))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sharedPackages")
  void whatIsSharedImportsOnlyWhatIsLower(String name, List<String> higher) {
    noClasses()
        .that()
        .resideInAPackage(in(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(all(higher))
        .check(CLASSES);
  }

  @Test
  void partsOfTheCacheDoNotImportTheFilter() {
    noClasses()
        .that()
        .resideInAnyPackage(all(CACHE))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".cache")
        .check(CLASSES);
  }

  /** Else a package that is gone would still be allowed, and a new filter's name with it. */
  @Test
  void everySharedPackageIsThere() {
    assertThat(CLASSES.stream().map(c -> c.getPackageName().substring(ROOT.length() + 1)))
        .containsAll(SHARED)
        .containsAll(CACHE);
  }

  @Test
  void nothingMutableIsStatic() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("two gateways can run in one JVM")
        .check(CLASSES);
  }

  private static String[] all(List<String> names) {
    return names.stream().map(ArchitectureTest::in).toArray(String[]::new);
  }

  private static String in(String name) {
    return ROOT + "." + name + "..";
  }
}
