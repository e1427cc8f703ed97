package io.sluice.admin;

import io.sluice.admin.edit.EditException;
import io.sluice.admin.edit.PatchBody;
import io.sluice.admin.edit.Pointers;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.RawConfig;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bodies that say something of the config, read by the config's own parser: what it bounds and
 * refuses in a file it does here.
 */
final class Bodies {

  /** Longest body with a whole document in it, in bytes: 32 MiB, or a sixteenth of the heap. */
  static final int MOST_DOCUMENT = (int) Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 16);

  /** Longest body with one thing in it, in bytes. */
  static final int MOST_THING = 1 << 20;

  /** Longest body that asks a question, in bytes. */
  static final int MOST_QUESTION = 64 << 10;

  private Bodies() {}

  /** A whole document; things in it may be without an id of their own. */
  static RawConfig document(Call call) throws Refused {
    Format format = Media.format(call);
    String text = text(call, format);
    try {
      return ConfigLoader.draft(text, format);
    } catch (ConfigException e) {
      one(text, format); // says so when it cannot be read at all
      throw refused(e);
    }
  }

  /** One thing, as JSON in one line. */
  static String thing(Call call) throws Refused {
    Format format = Media.format(call);
    String json = one(text(call, format), format);
    if (!json.startsWith("{")) {
      throw Refused.config(List.of(new Refused.Fault("", "(expected: a mapping)")));
    }
    return json;
  }

  /** A patch, by its content type. */
  static PatchBody patch(Call call) throws Refused {
    String type = Media.type(call);
    if (!type.equals(Media.MERGE_PATCH) && !type.equals(Media.JSON_PATCH)) {
      throw Media.unsupported(type, Media.PATCHES).header("accept-patch", Media.PATCHES);
    }
    String json = one(text(call, Format.JSON), Format.JSON);
    try {
      return type.equals(Media.MERGE_PATCH) ? PatchBody.merge(json) : PatchBody.operations(json);
    } catch (EditException e) {
      throw refused(e);
    }
  }

  /** What is wrong with a patch. */
  static Refused refused(EditException e) {
    return Refused.config(List.of(new Refused.Fault(e.pointer(), e.problem())));
  }

  private static String one(String text, Format format) throws Refused {
    try {
      return ConfigLoader.json(text, format);
    } catch (ConfigException e) {
      if (e.errors().all().stream().allMatch(error -> error.path().isEmpty())) {
        throw malformed(text, format, e.errors().all().get(0));
      }
      throw refused(e);
    }
  }

  private static Refused refused(ConfigException e) {
    return Refused.config(
        e.errors().all().stream()
            .map(error -> new Refused.Fault(Pointers.of(error.path()), error.message()))
            .toList());
  }

  private static Refused malformed(String text, Format format, ConfigError error) {
    String column = format == Format.JSON ? Json.place(text) : "";
    String line = error.line() > 0 ? "line " + error.line() : "";
    String place = column.isEmpty() ? line : column;
    return Refused.because(
        400,
        format == Format.JSON ? "malformed_json" : "malformed_yaml",
        error.message() + (place.isEmpty() ? "" : " (" + place + ")"));
  }

  private static String text(Call call, Format format) throws Refused {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(call.body().duplicate()).toString();
    } catch (CharacterCodingException e) {
      throw Refused.because(
          400,
          format == Format.JSON ? "malformed_json" : "malformed_yaml",
          "The body is not UTF-8.");
    }
  }
}
