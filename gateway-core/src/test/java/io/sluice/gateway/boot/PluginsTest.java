package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.DiscoveryContext;
import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancer;
import io.sluice.loadbalancer.LoadBalancerFactory;
import io.sluice.loadbalancer.Target;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a jar among the plugins is said with the jar's name. */
class PluginsTest {
  @TempDir Path folder;

  /** Its config. */
  public record NoOptions() {}

  /** A filter that does nothing. */
  public static class Idle implements FilterFactory<NoOptions> {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public String description() {
      return "Does nothing.";
    }

    @Override
    public Class<NoOptions> configType() {
      return NoOptions.class;
    }

    @Override
    public Filter create(NoOptions config, FilterContext context) {
      throw new IllegalStateException("never made here");
    }
  }

  /** Another of the same name. */
  public static final class OtherIdle extends Idle {}

  /** A discovery of nothing. */
  public static class Nowhere implements DiscoveryFactory<NoOptions> {
    @Override
    public String type() {
      return "nowhere";
    }

    @Override
    public String description() {
      return "Finds nothing.";
    }

    @Override
    public Class<NoOptions> configType() {
      return NoOptions.class;
    }

    @Override
    public Discovery create(NoOptions config, DiscoveryContext context) {
      throw new IllegalStateException("never made here");
    }
  }

  /** Another of the same type. */
  public static final class OtherNowhere extends Nowhere {}

  /** One whose type is the gateway's own. */
  public static final class OtherDns extends Nowhere {
    @Override
    public String type() {
      return "dns";
    }
  }

  /** A policy that chooses nobody. */
  public static class Nobody implements LoadBalancerFactory {
    @Override
    public String policy() {
      return "nobody";
    }

    @Override
    public <E extends Endpoint> LoadBalancer<E> create(
        List<E> endpoints, List<Target> targets, BalancerSettings settings) {
      return selection -> null;
    }
  }

  /** Another of the same name. */
  public static final class OtherNobody extends Nobody {}

  /** One whose name is the gateway's own. */
  public static final class OtherMaglev extends Nobody {
    @Override
    public String policy() {
      return "maglev";
    }
  }

  /** One that does not know its name. */
  public static final class Nameless extends Nobody {
    @Override
    public String policy() {
      throw new IllegalStateException("no idea");
    }
  }

  private Path jar(String name, String... classes) throws IOException {
    return jar(name, FilterFactory.class, classes);
  }

  private Path jar(String name, Class<?> service, String... classes) throws IOException {
    Path jar = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/services/" + service.getName()));
      out.write(String.join(" # mine\n", classes).getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static List<FilterFactory<?>> found(Path... jars) throws IOException {
    return with(FoundPlugins::filters, jars);
  }

  /** What is found while these jars are there. */
  private static <T> T with(Search<T> search, Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls, before)) {
      thread.setContextClassLoader(loader);
      return search.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private interface Search<T> {
    T run() throws IOException;
  }

  private Path discoveries(String name, Class<?>... classes) throws IOException {
    return jar(
        name,
        DiscoveryFactory.class,
        Stream.of(classes).map(Class::getName).toArray(String[]::new));
  }

  @Test
  void bringDiscoveries() throws Exception {
    assertThat(with(FoundPlugins::discoveries, discoveries("a.jar", Nowhere.class)))
        .extracting(DiscoveryFactory::type)
        .containsExactly("nowhere");
  }

  @Test
  void whatTheyDiscoverMayBeNamedInAConfigAndIsInItsSchema() throws Exception {
    Path jar = discoveries("a.jar", Nowhere.class);
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            listeners: [ { id: http, bind: "127.0.0.1:0" } ]
            upstreams: [ { id: a, discovery: { type: nowhere } } ]
            """);

    assertThatThrownBy(() -> with(() -> loaded(config), jar))
        .hasMessageContaining("discovery nowhere cannot be made: ")
        .hasMessageContaining("never made here");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(with(() -> new SchemaCommand(printed).call(), jar)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("discovery_nowhere");
  }

  private static GatewayConfig loaded(Path config) throws IOException {
    try {
      return ConfigFile.of(config, name -> null).load().config();
    } catch (ConfigException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aDiscoveryThatTwoBringIsRefused() throws Exception {
    Path jar = discoveries("two.jar", Nowhere.class, OtherNowhere.class);

    assertThatThrownBy(() -> with(FoundPlugins::discoveries, jar))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Nowhere.class.getName() + ")")
        .hasMessageContaining(OtherNowhere.class.getName() + ")")
        .hasMessageEndingWith(" bring discovery nowhere (expected: one of them)");
  }

  @Test
  void aDiscoveryWithATypeOfTheGatewayIsRefused() throws Exception {
    Path jar = discoveries("dns.jar", OtherDns.class);

    assertThatThrownBy(() -> with(FoundPlugins::discoveries, jar))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: ")
        .hasMessageContaining(OtherDns.class.getName() + ")")
        .hasMessageEndingWith(
            " brings discovery dns (expected: a name that is not the gateway's own)");
  }

  @Test
  void theJarOfAMissingDiscoveryIsNamed() throws Exception {
    Path jar = jar("bad.jar", DiscoveryFactory.class, "com.example.Missing");

    assertThatThrownBy(() -> with(FoundPlugins::discoveries, jar))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: " + jar + ": ");
  }

  private Path policies(String name, Class<?>... classes) throws IOException {
    return jar(
        name,
        LoadBalancerFactory.class,
        Stream.of(classes).map(Class::getName).toArray(String[]::new));
  }

  @Test
  void bringPoliciesThatAConfigMayNameAndThatAreInItsSchema() throws Exception {
    Path jar = policies("a.jar", Nobody.class);
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            listeners: [ { id: http, bind: "127.0.0.1:0" } ]
            upstreams:
              - id: a
                targets: [ { address: "127.0.0.1:1" } ]
                load_balancer: { policy: nobody }
            """);

    assertThat(with(() -> loaded(config), jar).upstreams().get(0).loadBalancer().policy().name())
        .isEqualTo("nobody");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(with(() -> new SchemaCommand(printed).call(), jar)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"maglev\", \"nobody\"");
  }

  @Test
  void aPolicyThatTwoBringIsRefused() throws Exception {
    Path jar = policies("two.jar", Nobody.class, OtherNobody.class);

    assertThatThrownBy(() -> with(FoundPlugins::policies, jar))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Nobody.class.getName() + ")")
        .hasMessageContaining(OtherNobody.class.getName() + ")")
        .hasMessageEndingWith(" bring policy nobody (expected: one of them)");
  }

  @Test
  void aPolicyWithANameOfTheGatewayIsRefused() throws Exception {
    Path jar = policies("maglev.jar", OtherMaglev.class);

    assertThatThrownBy(() -> with(FoundPlugins::policies, jar))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: ")
        .hasMessageContaining(OtherMaglev.class.getName() + ")")
        .hasMessageEndingWith(
            " brings policy maglev (expected: a name that is not the gateway's own)");
  }

  @Test
  void aPluginThatDoesNotKnowItsNameIsNamed() throws Exception {
    Path jar = policies("nameless.jar", Nameless.class);

    assertThatThrownBy(() -> with(FoundPlugins::policies, jar))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: ")
        .hasMessageContaining(Nameless.class.getName() + "): name of its policy: ")
        .hasMessageEndingWith("no idea");
  }

  @Test
  void bringFilters() throws Exception {
    assertThat(found(jar("a b.jar", Idle.class.getName())))
        .extracting(FilterFactory::name)
        .containsOnlyOnce("idle");
  }

  @Test
  void aClassThatTwoJarsBringIsRefused() throws Exception {
    Path first = jar("idle-1.0.jar", Idle.class.getName());
    Path second = jar("idle 1.1.jar", Idle.class.getName());

    assertThatThrownBy(() -> found(first, second))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "plugins: "
                + first
                + " and "
                + second
                + " bring "
                + Idle.class.getName()
                + " (expected: one of them)");
  }

  @Test
  void aNameThatTwoFiltersHaveIsRefused() throws Exception {
    Path jar = jar("two.jar", Idle.class.getName(), OtherIdle.class.getName());

    assertThatThrownBy(() -> found(jar))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: ")
        .hasMessageContaining(Idle.class.getName() + ")")
        .hasMessageContaining(OtherIdle.class.getName() + ")")
        .hasMessageEndingWith(" bring filter idle (expected: one of them)");
  }

  @Test
  void theJarOfAMissingClassIsNamed() throws Exception {
    Path good = jar("good.jar", Idle.class.getName());
    Path bad = jar("bad.jar", "com.example.Missing");

    assertThatThrownBy(() -> found(good, bad))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: " + bad + ": ")
        .hasMessageEndingWith("Provider com.example.Missing not found");
  }

  @Test
  void aFileThatIsNoJarIsNamed() throws Exception {
    byte[] noise = new byte[100];
    new Random(1).nextBytes(noise);
    Path junk = Files.write(folder.resolve("junk.jar"), noise);
    Path good = jar("good.jar", Idle.class.getName());
    Path elsewhere =
        Files.write(Files.createDirectory(folder.resolve("x")).resolve("y.jar"), noise);
    String others = elsewhere + File.pathSeparator + folder.resolve("classes");

    assertThatCode(() -> PluginJars.in(folder, good + File.pathSeparator + others).check())
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> PluginJars.in(folder, good + File.pathSeparator + junk).check())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: " + junk + ": no jar that can be read: ");
  }
}
