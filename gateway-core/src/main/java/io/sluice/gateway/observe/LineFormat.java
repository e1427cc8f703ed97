package io.sluice.gateway.observe;

import io.sluice.gateway.api.Escapes;
import org.jspecify.annotations.Nullable;

/** How an entry becomes a line; called on the writer's thread alone. */
@FunctionalInterface
interface LineFormat {

  /** Appends the line without its end. */
  void append(StringBuilder out, AccessEntry entry);

  /**
   * The format that the config names: {@code json}, {@code common}, or a template.
   *
   * @throws IllegalArgumentException naming what is wrong with the template
   */
  static LineFormat of(String format) {
    return switch (format) {
      case "json" -> LineFormat::json;
      case "common" -> LineFormat::common;
      default -> TemplateFormat.parse(format);
    };
  }

  /** One JSON object; what the entry does not know is left out. */
  private static void json(StringBuilder out, AccessEntry entry) {
    char separator = '{';
    for (AccessField field : AccessField.ALL) {
      if (field.isPresentIn(entry)) {
        out.append(separator).append('"').append(field.name()).append("\":");
        field.appendJson(out, entry);
        separator = ',';
      }
    }
    out.append('}');
  }

  /** The common log format with the usual two fields of the combined one behind it. */
  private static void common(StringBuilder out, AccessEntry entry) {
    orDash(out, entry.clientIp());
    out.append(" - ");
    orDash(out, entry.consumer());
    Timestamps.common(out.append(" ["), entry.timeMillis());
    Escapes.plain(out.append("] \""), entry.method());
    Escapes.plain(out.append(' '), entry.path());
    String query = entry.shownQuery();
    if (query != null) {
      Escapes.plain(out.append('?'), query);
    }
    Escapes.plain(out.append(' '), entry.protocol());
    out.append("\" ").append(entry.status()).append(' ').append(entry.responseBytes());
    orDash(out.append(" \""), entry.shownReferer());
    orDash(out.append("\" \""), entry.userAgent());
    out.append('"');
  }

  private static void orDash(StringBuilder out, @Nullable String text) {
    Escapes.plain(out, text == null || text.isEmpty() ? "-" : text);
  }
}
