package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.Locale;

/** How a document is written. */
public enum Format {
  YAML,
  JSON;

  /** By the file's name: {@code .json} is JSON, anything else YAML. */
  public static Format of(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : YAML;
  }
}
