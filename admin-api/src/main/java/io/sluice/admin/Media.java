package io.sluice.admin;

import io.sluice.gateway.config.Format;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The formats of bodies and answers. */
final class Media {
  static final String JSON = "application/json";
  static final String YAML = "application/yaml";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String JSON_PATCH = "application/json-patch+json";
  static final String ALL = JSON + ", " + YAML;
  static final String PATCHES = MERGE_PATCH + ", " + JSON_PATCH;

  private static final List<String> YAML_NAMES =
      List.of(YAML, "application/x-yaml", "text/yaml", "text/x-yaml");

  /** All texts quoted, so that none of them is read as something else. */
  private static final YAMLMapper YAML_MAPPER =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .build();

  private Media() {}

  /** The media type of a call's body, in lower case without parameters; empty when none is said. */
  static String type(Call call) {
    String field = call.headers().get("content-type", "");
    int end = field.indexOf(';');
    return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The format of a call's body.
   *
   * @throws Refused when it is none of those that are taken
   */
  static Format format(Call call) throws Refused {
    String type = type(call);
    if (type.equals(JSON)) {
      return Format.JSON;
    }
    if (YAML_NAMES.contains(type)) {
      return Format.YAML;
    }
    throw unsupported(type, ALL)
        .header(call.method().equals("POST") ? "accept-post" : "accept", ALL);
  }

  static Refused unsupported(String type, String expected) {
    String shown = type.isEmpty() ? "none" : Json.shortened(type);
    return Refused.because(
        415, "unsupported_media_type", "Content-Type: " + shown + " (expected: " + expected + ")");
  }

  /**
   * The format that a call's answer is wanted in (RFC 9110, section 12.5.1).
   *
   * @throws Refused when none that there is
   */
  static Format wanted(Call call) throws Refused {
    List<String> fields = call.headers().getAll("accept");
    if (fields.isEmpty()) {
      return Format.JSON;
    }
    double json = -1;
    double yaml = -1;
    int jsonRank = -1;
    int yamlRank = -1;
    for (String range : String.join(",", fields).split(",", -1)) {
      String type = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      double quality = quality(range);
      int rank = type.equals("*/*") ? 0 : type.endsWith("/*") ? 1 : 2;
      boolean general = rank == 0 || type.equals("application/*");
      if ((general || type.equals(JSON)) && rank > jsonRank) {
        json = quality;
        jsonRank = rank;
      }
      if ((general || YAML_NAMES.contains(type)) && rank > yamlRank) {
        yaml = quality;
        yamlRank = rank;
      }
    }
    if (json <= 0 && yaml <= 0) {
      throw Refused.because(406, "not_acceptable", "Accept (expected: " + ALL + ").");
    }
    return json >= yaml ? Format.JSON : Format.YAML;
  }

  private static double quality(String range) {
    for (String parameter : range.split(";", -1)) {
      String said = parameter.strip();
      if (said.matches("[qQ]=(0|1)(\\.[0-9]{0,3})?")) {
        return Double.parseDouble(said.substring(2));
      }
    }
    return 1;
  }

  /** A YAML text of our own as JSON. */
  static String json(String yaml) {
    return YAML_MAPPER.readTree(yaml).toString();
  }

  /** A JSON text as YAML. */
  static String yaml(String json) {
    JsonNode value = Json.exact(json);
    return YAML_MAPPER.writeValueAsString(value);
  }
}
