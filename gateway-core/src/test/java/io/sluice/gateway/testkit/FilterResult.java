package io.sluice.gateway.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one request through a filter: the answer, and what the origin saw. */
public final class FilterResult {
  private final RawResponse response;
  private final List<ReceivedRequest> seen;

  FilterResult(RawResponse response, List<ReceivedRequest> seen) {
    this.response = response;
    this.seen = seen;
  }

  /** The whole response. */
  public RawResponse response() {
    return response;
  }

  /** The response's status. */
  public int status() {
    return response.status();
  }

  /** The first value of a response field, or null. */
  public @Nullable String header(String name) {
    return response.header(name);
  }

  /** All values of a response field, in order; names match in any case. */
  public List<String> headers(String name) {
    return response.headers().all(name);
  }

  /** The response's body as UTF-8; {@code response().body()} has its bytes. */
  public String body() {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The {@code reason} of a problem that the gateway or a filter answered with, or null. */
  public @Nullable String problem() {
    return response.problem();
  }

  /** Whether the request came to the origin. */
  public boolean reachedOrigin() {
    return !seen.isEmpty();
  }

  /**
   * The request as the origin saw it.
   *
   * @throws AssertionError when it saw none
   */
  public ReceivedRequest origin() {
    if (seen.isEmpty()) {
      throw new AssertionError("the origin saw nothing; the client got " + response);
    }
    return seen.get(seen.size() - 1);
  }

  @Override
  public String toString() {
    return response
        + (seen.isEmpty() ? "\n(the origin saw nothing)" : "\n(the origin saw " + seen + ")");
  }
}
