package io.sluice.gateway.testkit;

import java.io.IOException;

/** What came over a connection is not one well-formed HTTP/1.1 message. */
final class MalformedMessageException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message);
  }
}
