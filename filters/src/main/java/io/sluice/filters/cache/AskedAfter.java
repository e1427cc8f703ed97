package io.sluice.filters.cache;

/**
 * What had happened when an origin was asked: its answer says nothing of what came later.
 * Immutable.
 *
 * @param purge number of the last one
 * @param change number of the last one by a client, in {@link Changes}
 */
record AskedAfter(long purge, long change) {}
