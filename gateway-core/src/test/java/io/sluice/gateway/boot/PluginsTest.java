package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.jar.JarOutputStream;
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

  private Path jar(String name, String... classes) throws IOException {
    Path jar = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/services/" + FilterFactory.class.getName()));
      out.write(String.join(" # mine\n", classes).getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static List<FilterFactory<?>> found(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls, before)) {
      thread.setContextClassLoader(loader);
      return FoundFilters.all();
    } finally {
      thread.setContextClassLoader(before);
    }
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
