package io.sluice.filters.cache.rules;

import io.sluice.gateway.http.WireHeaders;

/** Fields written as in a message, lines parted by {@code |}. */
public final class Fields {
  private Fields() {}

  /** The fields of these lines. */
  public static WireHeaders of(String lines) {
    WireHeaders fields = new WireHeaders();
    for (String line : lines.split("\\|", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return fields;
  }
}
