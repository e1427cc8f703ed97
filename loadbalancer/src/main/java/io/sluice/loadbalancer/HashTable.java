package io.sluice.loadbalancer;

/**
 * Places in a circle, each owned by an endpoint, for {@link HashBalancer}. Immutable. Made so that
 * few places change their owner when an endpoint comes or goes.
 */
interface HashTable {

  /** The place of a hash. */
  int place(long hash);

  /** The place after this one, where an exchange goes that its owner cannot take. */
  int next(int place);

  /** The index of the endpoint at a place. */
  int owner(int place);
}
