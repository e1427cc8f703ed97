package io.sluice.gateway.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Fails every other request, in turn with 503 and by closing the connection without a word. */
final class FlakyOrigin implements HttpHandler {
  private final AtomicInteger received = new AtomicInteger();

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    int number = received.incrementAndGet();
    switch (number % 4) {
      case 1 -> DemoOrigins.answer(exchange, 503, "text/plain", "out of order\n");
      case 3 -> exchange.close();
      default ->
          DemoOrigins.answer(
              exchange, 200, "text/plain", "fine; this origin has seen " + number + " requests\n");
    }
  }
}
