package io.sluice.filters.cache;

/**
 * What had happened when an origin was asked: its answer says nothing of what came later.
 * Immutable.
 *
 * @param time milliseconds since 1970
 * @param purge number of the last one
 * @param change number of the last one by a client, in {@link Changes}
 */
record AskedAfter(long time, long purge, long change) {}
