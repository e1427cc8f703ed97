package io.sluice.admin;

import io.netty.handler.codec.http.HttpUtil;
import io.sluice.admin.edit.Pointers;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bodies as JSON: written from records, and read strictly. */
final class Json {
  private static final String TYPE = "application/json";
  private static final int MOST_SHOWN = 80;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final JsonMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** A record or a node as one line, its keys in snake_case and in the order of the record. */
  static String text(Object value) {
    return MAPPER.writeValueAsString(value) + "\n";
  }

  /** A record or a list of them as a tree. */
  static JsonNode tree(@Nullable Object value) {
    return MAPPER.valueToTree(value);
  }

  /** An empty object. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The value of a text that is known to be JSON. */
  static JsonNode parsed(String json) {
    return MAPPER.readTree(json);
  }

  /** What {@link #text} has written, or another's JSON that is known to be an object. */
  static ObjectNode object(byte[] json) {
    return (ObjectNode) MAPPER.readTree(json);
  }

  /**
   * The body of a call.
   *
   * @throws Refused when it does not say that it is JSON, is none, or is no object
   */
  static ObjectNode body(Call call) throws Refused {
    CharSequence type = HttpUtil.getMimeType(call.headers().get("content-type", ""));
    String said = type == null ? "" : type.toString().strip();
    if (!said.equalsIgnoreCase(TYPE)) {
      String shown = said.isEmpty() ? "none" : shortened(said);
      throw Refused.because(
          415, "unsupported_media_type", "Content-Type: " + shown + " (expected: " + TYPE + ")");
    }
    JsonNode body = parsed(call.body());
    if (body instanceof ObjectNode object) {
      return object;
    }
    throw Refused.invalid(List.of(new Refused.Fault("", shown(body) + " (expected: an object)")));
  }

  private static JsonNode parsed(ByteBuffer body) throws Refused {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(body.duplicate()).toString();
      JsonNode node = MAPPER.readTree(text);
      refuseRepeatedKeys(text);
      if (!node.isMissingNode()) { // that is an empty text
        return node;
      }
    } catch (CharacterCodingException | JacksonException e) {
      // said below: what exactly is wrong is no help with a body of a few bytes
    }
    throw Refused.because(400, "malformed_json", "The body is not one JSON value in UTF-8.");
  }

  /** It is JSON, and the last would win where another reader has the first: as in a config. */
  private static void refuseRepeatedKeys(String text) throws Refused {
    try {
      ConfigLoader.json(text, Format.JSON);
    } catch (ConfigException e) {
      List<Refused.Fault> faults = new ArrayList<>();
      for (ConfigError error : e.errors().all()) {
        if (!error.path().isEmpty()) {
          faults.add(new Refused.Fault(Pointers.of(error.path()), error.message()));
        }
      }
      if (!faults.isEmpty()) {
        throw Refused.invalid(faults);
      }
    }
  }

  /** The value of a text that is known to be JSON, its numbers as they are written. */
  static JsonNode exact(String json) {
    return EXACT.readTree(json);
  }

  /** Where a text stops being JSON, such as {@code line 3, column 7}; empty when it does not. */
  static String place(String text) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        // to its end
      }
      return "";
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      return at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
  }

  /** A text in quotes. */
  static String quoted(String text) {
    return MAPPER.writeValueAsString(text);
  }

  /** A value for a message. */
  static String shown(JsonNode value) {
    return shortened(value.toString());
  }

  /** A text for a message. */
  static String shortened(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }
}
