package io.sluice.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Documents and loaders that the tests of this package share. */
final class SampleDocuments {
  static final String MINIMAL =
      """
      listeners:
        - id: http
          bind: 127.0.0.1:8080
      """;

  static final Map<String, String> ENVIRONMENT =
      Map.of("PORT", "8081", "WORKERS", "3", "TOKEN", "hunter2-hunter2", "EMPTY", "");

  static final Plugins PLUGINS =
      new Plugins(SampleFilters.ALL, SampleDiscoveries.ALL, SamplePolicies.ALL);

  private SampleDocuments() {}

  static ConfigLoader loader() {
    return new ConfigLoader(PLUGINS, ENVIRONMENT::get, OutsideChecks.NONE);
  }

  static Binder binder() {
    return new Binder(PLUGINS, ENVIRONMENT::get);
  }

  /** Every option, all of them other than their defaults. */
  static String full() {
    try (InputStream in = SampleDocuments.class.getResourceAsStream("full.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String toJson(String yaml) {
    return JsonMapper.shared()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(YAMLMapper.shared().readTree(yaml));
  }

  /** The errors of a document, one a line; empty when it loads. */
  static String errors(String document, Format format) {
    try {
      loader().parse(document, format);
      return "";
    } catch (ConfigException e) {
      return e.errors().toString();
    }
  }
}
