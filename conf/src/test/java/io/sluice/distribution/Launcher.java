package io.sluice.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The launcher script, run with some environment from some folder. */
final class Launcher {
  private final Path script;
  private final Path folder;
  private final Map<String, String> environment;

  private Launcher(Path script, Path folder, Map<String, String> environment) {
    this.script = script;
    this.folder = folder;
    this.environment = environment;
  }

  /** That of the distribution that this build has just assembled. */
  static Launcher built() {
    return at(Path.of("target/sluice/bin/sluice").toAbsolutePath());
  }

  static Launcher at(Path script) {
    // The Java that runs the tests, quick to start, and looking for leaks: see Run.outcome.
    return new Launcher(
        script,
        Path.of("target").toAbsolutePath(),
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "SLUICE_JAVA_OPTS",
            "-XX:+UseSerialGC -Xmx128m -XX:TieredStopAtLevel=1"
                + " -Dio.netty.leakDetection.level=paranoid"));
  }

  Launcher from(Path otherFolder) {
    return new Launcher(script, otherFolder, environment);
  }

  Launcher with(String variable, String value) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    changed.put(variable, value);
    return new Launcher(script, folder, changed);
  }

  /** Starts it; the caller closes it. */
  Run start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    return new Run(builder);
  }

  /** Runs it to its end. */
  Outcome run(String... arguments) throws Exception {
    try (Run run = start(arguments)) {
      return run.outcome();
    }
  }
}
