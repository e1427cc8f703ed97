package io.sluice.gateway.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers after a while: {@code ?ms=} milliseconds, at most a minute; a second when not said. */
final class SlowOrigin implements HttpHandler {
  private static final int DEFAULT_MILLIS = 1000;
  private static final int MOST_MILLIS = 60_000;

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    int millis = millis(exchange.getRequestURI().getQuery());
    if (millis < 0) {
      DemoOrigins.answer(exchange, 400, "text/plain", "ms: expected 0 to " + MOST_MILLIS + "\n");
      return;
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      exchange.close(); // the demo ends
      return;
    }
    DemoOrigins.answer(exchange, 200, "text/plain", "answered after " + millis + " ms\n");
  }

  /** The wait that a query asks for, or -1 when it makes no sense. */
  static int millis(@Nullable String query) {
    if (query == null || !query.startsWith("ms=")) {
      return DEFAULT_MILLIS;
    }
    try {
      int millis = Integer.parseInt(query.substring("ms=".length()));
      return millis <= MOST_MILLIS ? Math.max(millis, -1) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
