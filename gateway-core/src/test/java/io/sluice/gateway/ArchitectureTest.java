package io.sluice.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages, and what no package may do. */
class ArchitectureTest {
  private static final String ROOT = "io.sluice.gateway";

  /** Lowest first; each imports only those before it. */
  private static final List<String> ORDER =
      List.of(
          "api",
          "breaker",
          "config",
          "document",
          "store",
          "observe",
          "http",
          "event",
          "dns",
          "routing",
          "overload",
          "filter",
          "client",
          "discovery",
          "health",
          "upstream",
          "snapshot",
          "proxy",
          "server",
          "service",
          "boot");

  private static final JavaClasses CLASSES = read();

  /** Reads this module alone: the rules look at names, and libraries are large. */
  private static JavaClasses read() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(ROOT);
  }

  static List<Arguments> packages() {
    return IntStream.range(0, ORDER.size())
        .mapToObj(i -> Arguments.of(ORDER.get(i), ORDER.subList(i + 1, ORDER.size())))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packages")
  void importsOnlyLowerPackages(String name, List<String> higher) {
    if (!higher.isEmpty()) {
      noClasses()
          .that()
          .resideInAPackage(in(name))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(higher.stream().map(ArchitectureTest::in).toArray(String[]::new))
          .check(CLASSES);
    }
  }

  @ParameterizedTest
  @MethodSource("foundations")
  void foundationsDoNotKnowEachOther(String name, List<String> others) {
    noClasses()
        .that()
        .resideInAPackage(in(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others.stream().map(ArchitectureTest::in).toArray(String[]::new))
        .check(CLASSES);
  }

  static List<Arguments> foundations() {
    List<String> all = List.of("observe", "http", "event", "dns", "routing");
    return all.stream()
        .map(name -> Arguments.of(name, all.stream().filter(o -> !o.equals(name)).toList()))
        .toList();
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    Assertions.assertThat(
            CLASSES.stream().map(c -> c.getPackageName().substring(ROOT.length() + 1)).distinct())
        .containsExactlyInAnyOrderElementsOf(ORDER);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void knowsNoModuleAboveIt() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.sluice.filters..", "io.sluice.filter..", "io.sluice.admin..")
        .check(CLASSES);
  }

  @Test
  void nettysMessageObjectsStayAtTheWire() {
    noClasses()
        .that()
        .resideOutsideOfPackages(in("server"), in("client"), in("http"))
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "io\\.netty\\.handler\\.codec\\.http\\..*Http(Request|Response|Message|Object|Content)\\b.*")
        .because("an exchange must not know which protocol carries it")
        .check(CLASSES);
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

  /** The access log may go to standard output. */
  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("boot"))
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".observe.LogSink")
        .should(ACCESS_STANDARD_STREAMS)
        .orShould(USE_JAVA_UTIL_LOGGING)
        .check(CLASSES);
  }

  private static String in(String name) {
    return ROOT + "." + name + "..";
  }
}
