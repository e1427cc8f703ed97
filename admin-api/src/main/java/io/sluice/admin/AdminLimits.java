package io.sluice.admin;

import java.time.Duration;

/**
 * What one client may ask of the admin listener.
 *
 * @param connections open at a time; one more takes the place of the one that is idle longest, or
 *     else takes longest to read its answer, or is closed when all are being answered
 * @param requestLineBytes longest request line
 * @param headerBytes longest header section
 * @param firstRequest from connecting to the end of the first request's head
 * @param nextRequest from an answer to the end of the next request's head
 * @param body from the end of a request's head to the end of its body; as long again for each 4 MiB
 *     that it may have
 * @param write for taking an answer
 * @param linger for reading what a client still sends before its connection is closed
 * @param pendingScrapes that wait behind the one that runs; one more gets 503
 * @param pendingCalls the same of operators' calls
 * @param pendingReads the same of calls that read the config
 * @param pendingWrites the same of those that change it
 * @param purge for all tiers of the cache to take responses out
 */
record AdminLimits(
    int connections,
    int requestLineBytes,
    int headerBytes,
    Duration firstRequest,
    Duration nextRequest,
    Duration body,
    Duration write,
    Duration linger,
    int pendingScrapes,
    int pendingCalls,
    int pendingReads,
    int pendingWrites,
    Duration purge) {

  /** Bytes of all bodies together that are being received or worked on: two of the longest. */
  static final long BODIES = 2L * Bodies.MOST_DOCUMENT;

  /** How long a body of up to so many bytes may take. */
  Duration body(int most) {
    return body.multipliedBy(1 + most / (4 << 20));
  }

  /** A scraper that comes every 15 seconds keeps its connection. */
  static final AdminLimits DEFAULTS =
      new AdminLimits(
          64,
          4 * 1024,
          8 * 1024,
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          4,
          16,
          64,
          64,
          Duration.ofSeconds(10));
}
