package io.sluice.filters.oidc;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Parameters as forms and queries have them. */
final class FormParameters {
  private final StringBuilder text = new StringBuilder();

  FormParameters add(String name, String value) {
    text.append(text.length() == 0 ? "" : "&").append(encoded(name)).append('=');
    text.append(encoded(value));
    return this;
  }

  /** One name or value. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A URL with these parameters, beside those that it has. */
  String behind(String url) {
    return url + (url.indexOf('?') < 0 ? '?' : '&') + text;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
