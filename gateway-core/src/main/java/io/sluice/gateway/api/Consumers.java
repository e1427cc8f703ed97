package io.sluice.gateway.api;

import io.sluice.gateway.api.Authentication.Accepted;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of the config in force: who is taken out of it is unknown from then on, also to
 * exchanges and filters of before. Finds in constant time and allocates nothing; any thread.
 */
public interface Consumers {

  /** Nobody. */
  Consumers NONE = of(List.of());

  /** The one of an id, or null. */
  @Nullable Consumer find(String id);

  /**
   * Whose credential that is, or null.
   *
   * @param name see {@link Credential#name()}
   */
  @Nullable Holder holder(Credential.Kind kind, String name);

  /** Some credential of a kind, if there is any. */
  @Nullable Holder any(Credential.Kind kind);

  /**
   * A credential and whose it is.
   *
   * @param accepted says that somebody has shown it
   */
  record Holder(Consumer consumer, Credential credential, Accepted accepted) {
    Holder(Consumer consumer, Credential credential) {
      this(consumer, credential, new Accepted(Identity.of(consumer.id())));
    }
  }

  /**
   * A fixed set.
   *
   * @throws IllegalArgumentException when two have one id or credential
   */
  static Consumers of(List<Consumer> consumers) {
    return of(
        consumers,
        (path, message) -> {
          throw new IllegalArgumentException(path + ": " + message);
        });
  }

  /**
   * A fixed set.
   *
   * @param wrong hears the path and what is wrong where two have one id or credential; the first
   *     keeps it
   */
  static Consumers of(List<Consumer> consumers, BiConsumer<String, String> wrong) {
    return new ConsumerTable(consumers, wrong);
  }
}
