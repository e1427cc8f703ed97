package io.sluice.gateway.boot;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/**
 * The jars of {@code plugins/} that the class path names. The JVM passes over a file that is no
 * jar, and whoever put it there would look for their filter in vain.
 */
record PluginJars(List<Path> jars) {

  /** Those in the home of this process. */
  static PluginJars ofProcess() {
    Path folder = Home.ofProcess().plugins().toAbsolutePath().normalize();
    return in(folder, System.getProperty("java.class.path", ""));
  }

  /** Those of a class path that lie in {@code folder}. */
  static PluginJars in(Path folder, String classPath) {
    List<Path> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath().normalize();
      if (entry.endsWith(".jar") && folder.equals(path.getParent())) {
        jars.add(path);
      }
    }
    return new PluginJars(List.copyOf(jars));
  }

  /**
   * Opens each.
   *
   * @throws IOException naming the first that is no jar
   */
  void check() throws IOException {
    for (Path jar : jars) {
      try (JarFile opened = new JarFile(jar.toFile(), false)) {
        opened.getManifest();
      } catch (IOException | SecurityException e) {
        throw new IOException(
            "plugins: " + jar + ": no jar that can be read: " + e.getMessage(), e);
      }
    }
  }
}
