package io.sluice.gateway.server;

/** What a client connection makes of the bytes that come next. */
enum ReadState {
  /** They are a request's head. */
  HEAD,
  /** They are the body of the request whose exchange runs. */
  BODY,
  /** The request is complete, its exchange is not: they wait. */
  WAIT,
  /** The exchange is over, its request's body is not: the rest is read and dropped. */
  DRAIN,
  /** The response is out and the output shut: they are dropped until the client closes. */
  LINGER,
  CLOSED
}
