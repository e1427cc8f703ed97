package io.sluice.gateway.proxy;

/** Where an exchange is. */
enum Phase {
  /** Filters see the request, or one of them has paused. */
  REQUEST,
  /** The origin has the word. */
  FORWARDING,
  /** Filters see the response, or one of them has paused. */
  RESPONSE,
  /** The head has gone to the client. */
  STREAMING,
  ENDED
}
