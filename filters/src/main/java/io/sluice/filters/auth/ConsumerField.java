package io.sluice.filters.auth;

import io.netty.util.AsciiString;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FieldValues;
import io.sluice.gateway.api.Identity;
import org.jspecify.annotations.Nullable;

/** The option {@code consumer_header}: the field that tells the origin who calls. Immutable. */
public final class ConsumerField {
  /** What the option {@code consumer_prefix} may be: how an id in the config can begin. */
  public static final String PREFIX = "[A-Za-z0-9_.:@-]{0,64}";

  private static final ConsumerField NONE = new ConsumerField(null);

  private final @Nullable AsciiString name;

  private ConsumerField(@Nullable AsciiString name) {
    this.name = name;
  }

  /**
   * Of the option's value.
   *
   * @param name null = the origin is not told
   * @throws IllegalArgumentException when no filter may set such a field
   */
  public static ConsumerField of(@Nullable String name) {
    return name == null ? NONE : new ConsumerField(FieldName.telling("consumer_header", name));
  }

  /** Takes away what the client has sent under that name. */
  public void cleanse(Exchange exchange) {
    if (name != null) {
      exchange.reserve(name);
    }
  }

  /** Tells the origin. */
  public void tell(Exchange exchange, Identity identity) {
    if (name != null) {
      exchange.requestHeaders().set(name, FieldValues.clean(identity.consumer()));
    }
  }
}
