package io.sluice.gateway.boot;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder that the shipped files are found in: a distribution's, or a checkout's root.
 *
 * @param folder holds {@code conf/}
 */
record Home(Path folder) {

  /** What the launcher says with {@code -Dsluice.home}; without it the current folder. */
  static Home ofProcess() {
    return new Home(Path.of(System.getProperty("sluice.home", "")));
  }

  /** The file that a user named, or the shipped config. */
  Path config(@Nullable Path named) {
    return named != null ? named : folder.resolve("conf").resolve("sluice.yaml");
  }

  /** Where jars of users lie. */
  Path plugins() {
    return folder.resolve("plugins");
  }

  /** The config that {@code sluice demo} runs. */
  Path demoConfig() {
    return folder.resolve("conf").resolve("demo.yaml");
  }
}
