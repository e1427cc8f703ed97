package io.sluice.gateway.dns;

import java.util.function.Consumer;

/** Asks DNS; keeps no answer. */
@FunctionalInterface
public interface DnsResolver {

  /**
   * Asks once and returns at once. Any thread.
   *
   * @param name with a dot at the end as it is, else as the search list says
   * @param to called exactly once, by any thread, perhaps during this call; must neither block nor
   *     throw
   */
  void resolve(String name, RecordType type, Consumer<? super DnsAnswer> to);
}
