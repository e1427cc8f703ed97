package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** loadbalancer/docs/writing-a-plugin.md, followed to the letter. */
class WritingAPluginTest {
  private static final String PACKAGE = "com.example.balancing.";

  @TempDir static Path temp;
  private static PageProject project;
  private static Path plugin;
  private static URLClassLoader plugins;

  @BeforeAll
  static void build() throws Exception {
    String page = Files.readString(Path.of("../loadbalancer/docs/writing-a-plugin.md"));
    project = new PageProject(page, temp);
    plugin = project.jar(project.compile("src/main/java"));
    plugins =
        new URLClassLoader(
            new URL[] {plugin.toUri().toURL()}, WritingAPluginTest.class.getClassLoader());
  }

  @AfterAll
  static void close() throws Exception {
    plugins.close();
  }

  @Test
  void showsCodeThatFitsTheWindow() {
    for (String content : project.files().values()) {
      assertThat(content.lines()).allMatch(line -> line.length() <= 100);
    }
  }

  @Test
  void itsTestsPassAndWithThemTheContracts() throws Exception {
    Path tests = project.compile("src/test/java", plugin);
    URL[] both = {tests.toUri().toURL(), plugin.toUri().toURL()};
    ClassLoader parent = WritingAPluginTest.class.getClassLoader();
    try (URLClassLoader loader = new URLClassLoader(both, parent)) { // one: they share a package
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(
                  selectClass(loader.loadClass(PACKAGE + "AddressFileTest")),
                  selectClass(loader.loadClass(PACKAGE + "FewestTest")))
              .build();
      LauncherFactory.create().execute(request, summary);
      StringWriter failures = new StringWriter();
      summary.getSummary().printFailuresTo(new PrintWriter(failures), 20);
      assertThat(failures.toString()).doesNotContain("=>");
      assertThat(summary.getSummary().getTestsSucceededCount()).isGreaterThan(20);
    }
  }

  /** The page's config with the jar on the class path, as a gateway with it in plugins/ has it. */
  private static TestGateway start(String addresses) {
    String yaml = project.file("balancing.yaml").replace("127.0.0.1:8080", "127.0.0.1:0");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(plugins); // where ServiceLoader looks
    try {
      return TestGateway.of(yaml).variable("ADDRESSES", addresses).start();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void write(Path file, String lines) throws Exception {
    Path next = temp.resolve("next.txt");
    Files.writeString(next, lines);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void gatewayServesWhatTheFileSaysAndFollowsIt() throws Exception {
    Path file = temp.resolve("addresses.txt");
    try (StubOrigin first = StubOrigin.answering(200, "first");
        StubOrigin second = StubOrigin.answering(200, "second")) {
      write(file, first.address() + "\nno address\n");
      try (TestGateway gateway = start(file.toString())) {
        assertThat(gateway.connect().get("/").read().text()).isEqualTo("first");
        write(file, second.address());
        Await.until(
            "the second origin serves",
            () -> gateway.connect().get("/").read().text().equals("second"));
        Files.delete(file);
        assertThat(gateway.connect().get("/").read().text()).isEqualTo("second");
      }
    }
  }

  @Test
  void whatMakesNoSenseIsAnErrorOfTheConfig() {
    assertThatThrownBy(() -> start("/etc/").close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("upstreams[0].discovery.path: /etc/ (expected: a file's path)");
  }
}
