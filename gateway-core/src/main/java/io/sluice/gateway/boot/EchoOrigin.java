package io.sluice.gateway.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Answers with what it was sent, as JSON: what a gateway does to a request shows here. */
final class EchoOrigin implements HttpHandler {
  private static final int MOST_OF_A_BODY = 1 << 20;
  private final ObjectWriter json = JsonMapper.shared().writerWithDefaultPrettyPrinter();

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("origin", "echo");
    seen.put("method", exchange.getRequestMethod());
    seen.put("path", exchange.getRequestURI().toString());
    seen.put("headers", headers);
    try (InputStream body = exchange.getRequestBody()) {
      seen.put("body", new String(body.readNBytes(MOST_OF_A_BODY), StandardCharsets.UTF_8));
    }
    DemoOrigins.answer(
        exchange, 200, "application/json", json.writeValueAsString(seen) + System.lineSeparator());
  }
}
