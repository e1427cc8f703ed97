package io.sluice.admin;

import java.time.Duration;

/**
 * What one client may ask of the admin listener.
 *
 * @param connections open at a time; one more is closed at once
 * @param requestLineBytes longest request line
 * @param headerBytes longest header section
 * @param nextRequest from connecting, or from the last answer, to the end of the next request's
 *     head
 * @param write for taking an answer
 * @param linger for reading what a client still sends before its connection is closed
 * @param pendingScrapes that wait behind the one that runs; one more gets 503
 */
record AdminLimits(
    int connections,
    int requestLineBytes,
    int headerBytes,
    Duration nextRequest,
    Duration write,
    Duration linger,
    int pendingScrapes) {

  static final AdminLimits DEFAULTS =
      new AdminLimits(
          64,
          4 * 1024,
          8 * 1024,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          4);
}
