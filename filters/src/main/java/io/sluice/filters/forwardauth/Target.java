package io.sluice.filters.forwardauth;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.http.RequestPath;
import org.jspecify.annotations.Nullable;

/** What the service is asked for: the option {@code path}. Immutable. */
final class Target {
  private final Template path;
  private final @Nullable Template query;
  private final @Nullable String fixed; // null: it has variables

  private Target(Template path, @Nullable Template query) {
    this.path = path;
    this.query = query;
    boolean constant = path.isConstant() && (query == null || query.isConstant());
    this.fixed = constant ? path + (query == null ? "" : "?" + query) : null;
  }

  /**
   * Of the option's value.
   *
   * @throws IllegalArgumentException when no request line could have it
   */
  static Target of(Template template) {
    String text = template.toString();
    if (!text.startsWith("/") && !text.startsWith("{path}")) {
      throw new IllegalArgumentException(
          "path: " + text + " (expected: to begin with a slash, or with {path})");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw new IllegalArgumentException(
            "path: " + text + " (expected: visible ASCII without #; encode the rest)");
      }
    }
    int mark = text.indexOf('?');
    return mark < 0
        ? new Target(template, null)
        : new Target(
            Template.parse(text.substring(0, mark)), Template.parse(text.substring(mark + 1)));
  }

  /** That of an exchange; null when one of its values would lead elsewhere, as {@code ..} does. */
  @Nullable String of(Exchange exchange) {
    if (fixed != null) {
      return fixed;
    }
    String rendered = path.renderPath(exchange);
    if (!RequestPath.isResolved(rendered)) {
      return null;
    }
    return query == null ? rendered : rendered + '?' + query.renderQuery(exchange);
  }
}
