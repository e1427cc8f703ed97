package io.sluice.gateway.api;

import io.sluice.loadbalancer.Discovery;

/**
 * A source of targets by name: what an upstream's {@code discovery.type} says. Listed in {@code
 * META-INF/services/io.sluice.gateway.api.DiscoveryFactory}, with a public constructor without
 * arguments.
 *
 * <pre>{@code
 * discovery: { type: phone_book, page: 7 }
 * }</pre>
 *
 * @param <C> its options; a record whose components carry {@link Option}. They stand beside {@code
 *     type}, so none may have that name
 */
public interface DiscoveryFactory<C extends Record> {

  /** The name in the config, in snake_case. */
  String type();

  /** One sentence for listings. */
  String description();

  /** The options' record. */
  Class<C> configType();

  /**
   * Makes the discovery and asks nothing yet: that begins with {@link Discovery#subscribe}. Control
   * thread. A config that is only checked comes here too.
   *
   * @throws IllegalArgumentException when the options make no sense; a message that begins with a
   *     key is reported there
   */
  Discovery create(C config, DiscoveryContext context);
}
