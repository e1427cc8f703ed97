package io.sluice.gateway.api;

/**
 * How far a warm-up is.
 *
 * @param total addresses that it was given
 * @param done those that are over, with the ones that failed
 * @param stored those that the cache has by now, by its own word
 * @param failed those that could not be fetched, or were answered with an error
 * @param running false once all are over, or the gateway has given up
 */
public record WarmUp(int total, int done, int stored, int failed, boolean running) {}
