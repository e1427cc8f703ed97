package io.sluice.distribution;

/**
 * How a run ended.
 *
 * @param code the exit code
 * @param out all of standard output
 * @param err all of standard error
 */
record Outcome(int code, String out, String err) {}
