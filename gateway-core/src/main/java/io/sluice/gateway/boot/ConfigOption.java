package io.sluice.gateway.boot;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of those commands that read a config. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The config, YAML or JSON; without it the shipped conf/sluice.yaml.")
  @Nullable Path file;
}
