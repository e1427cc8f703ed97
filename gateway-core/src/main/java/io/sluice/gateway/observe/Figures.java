package io.sluice.gateway.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts since the start, for who shows what happens between two of them.
 *
 * @param requests exchanges that have ended
 * @param errors those of them with a 5xx status
 * @param local those of them that the gateway answered itself
 * @param inFlight exchanges now
 * @param buckets upper bounds of {@code durations} in seconds, ascending; the last one is infinite
 * @param durations how many exchanges took at most that long and longer than the bound before
 * @param lag longest delay of an event loop's task since this was asked last, in seconds; null of a
 *     route
 */
public record Figures(
    long requests,
    long errors,
    long local,
    long inFlight,
    List<Double> buckets,
    List<Long> durations,
    @Nullable Double lag) {}
