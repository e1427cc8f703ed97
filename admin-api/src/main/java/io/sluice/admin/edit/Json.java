package io.sluice.admin.edit;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.SecretMarks;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as immutable values, for what Jackson has no patches for. */
final class Json {

  /** Found once: a look-up goes through all jars. */
  static final JsonProvider PROVIDER = JsonProvider.provider();

  /** What is bounded by the config's own parser, which reads everything first, is not again. */
  private static final JsonReaderFactory READERS =
      PROVIDER.createReaderFactory(
          Map.of("org.eclipse.parsson.maxParsingLimit", Integer.toString(Integer.MAX_VALUE)));

  private Json() {}

  /** The value of a text that {@link ConfigLoader} has written, so that its bounds are kept. */
  static JsonValue value(String text) {
    try (JsonReader reader = READERS.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }

  /** A value as it is shown to whoever patches it: secrets are all alike. */
  static JsonValue shown(JsonValue value) {
    String text = value.toString();
    String shown = SecretMarks.shown(text);
    return shown.equals(text) ? value : value(shown);
  }

  /**
   * A value's text in the form that documents have.
   *
   * @throws EditException when it is nested too deeply, or too long
   */
  static String text(JsonValue value) throws EditException {
    try {
      return ConfigLoader.json(value.toString(), Format.JSON);
    } catch (ConfigException e) {
      throw new EditException("", "the result is refused: " + e.errors());
    }
  }

  /** Whether two texts say the same, whatever the order of their keys. */
  static boolean same(String one, String other) {
    return one.equals(other) || value(one).equals(value(other));
  }

  /** The value of {@code id}, or null. */
  static @Nullable String id(JsonValue thing) {
    if (!(thing instanceof JsonObject object)) {
      return null;
    }
    JsonValue id = object.get("id");
    if (id instanceof JsonString string) {
      return string.getString();
    }
    if (id == null || id == JsonValue.NULL || id instanceof JsonStructure) {
      return null;
    }
    return id.toString();
  }
}
