package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.TestGateway;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** docs/writing-a-filter.md, followed to the letter. */
class WritingAFilterTest {
  private static final String MORE = "com.example.more.";

  @TempDir static Path temp;
  private static String page;
  private static PageProject project;
  private static Path plugin;
  private static URLClassLoader plugins;

  @BeforeAll
  static void build() throws Exception {
    page = Files.readString(Path.of("docs/writing-a-filter.md"));
    project = new PageProject(page, temp);
    plugin = project.jar(project.compile("src/main/java"));
    plugins =
        new URLClassLoader(
            new URL[] {plugin.toUri().toURL()}, WritingAFilterTest.class.getClassLoader());
  }

  @AfterAll
  static void close() throws Exception {
    plugins.close();
  }

  @Test
  void showsAWholeProjectThatFitsTheWindow() {
    assertThat(project.files())
        .containsKeys(
            "pom.xml", "src/main/resources/META-INF/services/" + FilterFactory.class.getName());
    for (String content : project.files().values()) {
      assertThat(content.lines()).allMatch(line -> line.length() <= 100);
    }
  }

  @Test
  void itsTestsPass() throws Exception {
    Path tests = project.compile("src/test/java", plugin);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {tests.toUri().toURL()}, plugins)) {
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectClass(loader.loadClass("com.example.deprecation.DeprecationTest")))
              .build();
      LauncherFactory.create().execute(request, summary);
      StringWriter failures = new StringWriter();
      summary.getSummary().printFailuresTo(new PrintWriter(failures), 20);
      assertThat(failures.toString()).doesNotContain("=>");
      assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(4);
    }
  }

  /** A process of its own, as the launcher starts it with a jar in plugins/. */
  @Test
  void gatewayListsThePlugin() throws Exception {
    String shown = console("./sluice filters");
    String listed = sluice("filters");
    for (String part : shown.split("\\.\\.\\.\\n", -1)) {
      assertThat(listed).contains(part);
    }
    String checked = sluice("check", "--config", temp.resolve("deprecation.yaml").toString());
    assertThat(checked).contains("deprecation.yaml: ok (1 route");
  }

  /** What goes wrong most often with a jar: a name mistyped, and a Java that is too new. */
  @Test
  void jarThatCannotBeLoadedIsNoRiddle() throws Exception {
    Path broken = Files.createDirectory(temp.resolve("broken"));
    Path services = broken.resolve("META-INF/services");
    Files.createDirectories(services);
    Path list = services.resolve(FilterFactory.class.getName());
    Files.writeString(list, "com.example.Mistyped");
    assertThat(sluice(3, broken, "filters"))
        .contains("sluice: plugins: " + broken + ": ")
        .contains("com.example.Mistyped not found");

    String factory = "com/example/deprecation/DeprecationFactory";
    try (InputStream compiled = plugins.getResourceAsStream(factory + ".class")) {
      byte[] newer = compiled.readAllBytes();
      newer[7] = 99; // the class file's version
      Path file = broken.resolve(factory + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, newer);
    }
    Files.writeString(list, factory.replace('/', '.'));
    assertThat(sluice(3, broken, "filters"))
        .contains("sluice: plugins: " + broken + ": " + factory)
        .contains(" has been compiled by a more recent version");
  }

  private static String sluice(String... arguments) throws Exception {
    return sluice(0, plugin, arguments);
  }

  private static String sluice(int code, Path more, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                PageProject.classPath() + System.getProperty("path.separator") + more,
                "io.sluice.gateway.boot.GatewayMain"));
    command.addAll(List.of(arguments));
    Path output = temp.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isEqualTo(code);
    return text;
  }

  @Test
  void gatewayRunsThePluginWithThePagesConfig() {
    String yaml = project.file("deprecation.yaml").replace("127.0.0.1:8080", "127.0.0.1:0");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(plugins); // where ServiceLoader looks
    try (TestGateway gateway = TestGateway.start(yaml)) {
      RawResponse response = gateway.connect().get("/v1/").read();
      String seen = response.headText().replace("\r\n", "\n") + response.text();
      assertThat(withoutDate(seen)).isEqualTo(withoutDate(console("curl -i http")));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String withoutDate(String response) {
    return response.replaceAll("(?m)^date: .*\\n", "");
  }

  /** What the page shows below a command. */
  private static String console(String command) {
    Pattern block =
        Pattern.compile(
            "```console\\n\\$ " + Pattern.quote(command) + "[^\\n]*\\n(.*?)```", Pattern.DOTALL);
    Matcher found = block.matcher(page);
    assertThat(found.find()).as(command).isTrue();
    return found.group(1);
  }

  @Test
  void versionsAreThoseOfThisBuild() throws Exception {
    String root = Files.readString(Path.of("../pom.xml"));
    String pom = project.file("pom.xml");
    assertThat(pom)
        .contains("<sluice.version>" + first(root, "version") + "</sluice.version>")
        .contains("<version>" + first(root, "junit.version") + "</version>")
        .contains("<version>" + first(root, "assertj.version") + "</version>")
        .contains("<version>" + first(root, "slf4j.version") + "</version>")
        .contains("<version>" + first(root, "surefire.version") + "</version>")
        .contains("<maven.compiler.release>" + first(root, "maven.compiler.release") + "</");
    assertThat(versionAfter(pom, "maven-compiler-plugin"))
        .isEqualTo(versionAfter(root, "maven-compiler-plugin"));
  }

  private static String first(String pom, String element) {
    Matcher found = Pattern.compile("<" + element + ">(.*?)</").matcher(pom);
    assertThat(found.find()).as(element).isTrue();
    return found.group(1);
  }

  private static String versionAfter(String pom, String artifact) {
    return first(pom.substring(pom.indexOf("<artifactId>" + artifact + "<")), "version");
  }

  @Test
  void tableNamesEveryCallback() {
    for (Class<?> type : List.of(Filter.class, RequestBodyFilter.class, ResponseBodyFilter.class)) {
      for (Method callback : type.getDeclaredMethods()) {
        if (!callback.isSynthetic()) {
          assertThat(page).contains("\n| `" + callback.getName() + "` |");
        }
      }
    }
  }

  private static Object make(String type, FilterContext context, Object... arguments) {
    try {
      Constructor<?> constructor = plugins.loadClass(MORE + type).getConstructors()[0];
      Object[] all = new Object[constructor.getParameterCount()];
      System.arraycopy(arguments, 0, all, 0, arguments.length);
      if (arguments.length < all.length) {
        all[arguments.length] = context;
      }
      return constructor.newInstance(all);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type, e);
    }
  }

  private static FilterTester tester(String type, Object... arguments) {
    return FilterTester.of(
        FixedFilter.made("page", context -> filter(make(type, context, arguments))), "");
  }

  private static Filter filter(Object made) {
    return made instanceof Authenticator authenticator
        ? new AuthenticationFilter(authenticator)
        : (Filter) made;
  }

  @Test
  void pageNoteIsAppendedToPagesOnly() {
    try (FilterTester tester = tester("PageNote", "<!-- note -->")) {
      for (String type : List.of("text/html", "text/plain")) {
        tester
            .origin()
            .answer((request, to) -> to.answer(200, "Content-Type: " + type + "\r\n", "<p>hi"));
        assertThat(tester.request("GET", "/").send().body())
            .isEqualTo(type.equals("text/html") ? "<p>hi<!-- note -->" : "<p>hi");
        assertThat(tester.request("HEAD", "/").send().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void contentDigestIsChecked() {
    try (FilterTester tester = tester("ContentDigest")) {
      String ofHello = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:";
      for (String body : List.of("hello", "hallo")) {
        FilterResult result =
            tester.request("POST", "/").header("content-digest", ofHello).body(body).send();
        assertThat(result.status()).isEqualTo(body.equals("hello") ? 200 : 400);
        assertThat(result.reachedOrigin()).isEqualTo(body.equals("hello"));
      }
      assertThat(tester.request("POST", "/").body("hallo").send().status()).isEqualTo(200);
    }
  }

  @Test
  void tenantIsLookedUpOnAnotherThread() {
    UnaryOperator<String> directory =
        key -> {
          if (Thread.currentThread().getName().contains("worker")) {
            throw new AssertionError("on the event loop");
          }
          return switch (key) {
            case "k1" -> "acme";
            case "broken" -> throw new IllegalStateException("no directory");
            default -> null;
          };
        };
    try (FilterTester tester = tester("TenantLookup", directory)) {
      assertThat(tester.request("GET", "/").header("x-api-key", "k1").send().body())
          .isEqualTo("ok");
      FilterResult unknown = tester.request("GET", "/").header("x-api-key", "k2").send();
      assertThat(unknown.status()).isEqualTo(401);
      assertThat(unknown.reachedOrigin()).isFalse();
      assertThat(tester.request("GET", "/").send().problem()).isEqualTo("no_key");
      assertThat(tester.request("GET", "/").header("x-api-key", "broken").send().problem())
          .isEqualTo("directory_down");
    }
  }

  @Test
  void ticketLetsItsOwnerIn() {
    String secret = "kT3vQ9xZ1mN7bR5wY2cJ8dL4fH6gS0pA";
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_789_999_999), ZoneOffset.UTC);
    String forged = "a08f84c9462ef4efac1d66d9f0cbeae8c8f97635d70292cbfe7990f602481a0b";
    String valid = "Ticket ann.1790000000." + forged;
    String expired =
        "Ticket ann.1789999999.e59f0703b3966218277e99f3784fec49a6b1f62225b153df32ce79b9abbb1acd";
    try (FilterTester tester = tester("TicketAuthenticator", secret, clock)) {
      FilterResult right =
          tester.request("GET", "/").header("authorization", valid).header("X_User", "root").send();
      assertThat(right.status()).isEqualTo(200);
      assertThat(right.origin().headers().all("x-user")).containsExactly("ann");
      assertThat(right.origin().headText()).doesNotContain("X_User", valid);

      FilterResult none = tester.request("GET", "/").header("x-user", "ann").send();
      assertThat(none.problem()).isEqualTo("credentials_missing");
      assertThat(none.header("www-authenticate")).isEqualTo("Ticket realm=\"example\"");
      Map<String, String> refused =
          Map.of(
              "Ticket ann.1790000000",
              "ticket_malformed",
              "Ticket bob.1790000000." + forged,
              "ticket_forged",
              expired,
              "ticket_expired",
              "Bearer " + forged,
              "credentials_missing");
      refused.forEach(
          (field, reason) -> {
            FilterResult wrong = tester.request("GET", "/").header("authorization", field).send();
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.problem()).isEqualTo(reason);
            assertThat(wrong.reachedOrigin()).isFalse();
          });
    }
  }
}
