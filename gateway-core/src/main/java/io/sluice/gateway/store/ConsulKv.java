package io.sluice.gateway.store;

import io.sluice.gateway.config.ConsulConfig;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Consul's key-value store as its agent serves it: answers of bounded size in bounded time, and the
 * token in a header alone. Any thread; each call blocks.
 */
final class ConsulKv implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(5);

  /** A value has 512 KiB, two thirds of what it takes in JSON. */
  private static final int MOST_BYTES = 4 << 20;

  /** Operations of one transaction; Consul takes 64. */
  private static final int MOST_OPERATIONS = 60;

  private final ConsulConfig config;
  private final String root;
  private final ExecutorService threads;
  private final HttpClient client;

  ConsulKv(ConsulConfig config) {
    this.config = config;
    String address = config.uri().toString();
    this.root = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    this.threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "sluice-store-http");
              thread.setDaemon(true);
              return thread;
            });
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(threads)
            .build();
  }

  String root() {
    return root;
  }

  /** A value as it was read. */
  static final class Value {
    private final byte[] bytes;
    private final long index;

    Value(byte[] bytes, long index) {
      this.bytes = bytes;
      this.index = index;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Changes with each write of it. */
    long index() {
      return index;
    }
  }

  /**
   * An answer to a question that waits.
   *
   * @param index to ask with next
   * @param valueIndex of the value; 0 when there is none
   */
  record Seen(long index, long valueIndex) {}

  /** The value of a key as the leader has it, or null. */
  @Nullable Value read(String key) throws StoreException {
    HttpResponse<byte[]> answer = send("GET", path(key) + "?consistent", null, READ);
    return answer.statusCode() == 404 ? null : value(answer);
  }

  /** The bytes of a key that is never written twice, or null. */
  byte @Nullable [] bytes(String key) throws StoreException {
    HttpResponse<byte[]> answer = send("GET", path(key) + "?raw&consistent", null, READ);
    return answer.statusCode() == 404 ? null : answer.body();
  }

  /**
   * Waits for a key to change.
   *
   * @param index of the last answer, 0 at first
   */
  Seen await(String key, long index, Duration wait) throws StoreException {
    HttpResponse<byte[]> answer =
        send(
            "GET",
            path(key) + "?index=" + index + "&wait=" + wait.toSeconds() + "s",
            null,
            wait.plus(wait.dividedBy(16)).plus(READ)); // Consul adds up to a sixteenth
    long next = answer.headers().firstValueAsLong("X-Consul-Index").orElse(0);
    return new Seen(next, answer.statusCode() == 404 ? 0 : value(answer).index());
  }

  private Value value(HttpResponse<byte[]> answer) throws StoreException {
    try {
      JsonNode value = JsonMapper.shared().readTree(answer.body()).path(0);
      byte[] bytes = Base64.getDecoder().decode(value.path("Value").asString(""));
      return new Value(bytes, StateText.number(value, "ModifyIndex"));
    } catch (RuntimeException e) { // whatever it is, it is not Consul's
      throw failure("what it answers is not Consul's", e);
    }
  }

  void write(String key, byte[] bytes) throws StoreException {
    HttpResponse<byte[]> answer = send("PUT", path(key), bytes, READ);
    if (!new String(answer.body(), StandardCharsets.UTF_8).strip().equals("true")) {
      throw failure("did not take " + key, null);
    }
  }

  /**
   * Writes a value unless somebody else has since.
   *
   * @param index of the value that it replaces; 0 = there is none
   * @return the new index; 0 when somebody else has
   */
  long swap(String key, byte[] bytes, long index) throws StoreException {
    ObjectNode operation = operation("cas", key);
    operation.put("Value", Base64.getEncoder().encodeToString(bytes));
    operation.put("Index", index);
    ArrayNode all = JsonMapper.shared().createArrayNode();
    all.addObject().set("KV", operation);
    HttpResponse<byte[]> answer = transaction(all);
    try {
      JsonNode said = JsonMapper.shared().readTree(answer.body());
      if (answer.statusCode() == 200) {
        return StateText.number(said.path("Results").path(0).path("KV"), "ModifyIndex");
      }
      String what = said.path("Errors").path(0).path("What").asString("");
      if (what.contains("index is stale")) {
        return 0;
      }
      throw failure(line(what), null);
    } catch (RuntimeException e) {
      throw failure("what it answers is not Consul's", e);
    }
  }

  /** Deletes all keys that begin so. */
  void delete(List<String> prefixes) throws StoreException {
    for (int from = 0; from < prefixes.size(); from += MOST_OPERATIONS) {
      ArrayNode all = JsonMapper.shared().createArrayNode();
      int to = Math.min(prefixes.size(), from + MOST_OPERATIONS);
      for (String prefix : prefixes.subList(from, to)) {
        all.addObject().set("KV", operation("delete-tree", prefix));
      }
      transaction(all);
    }
  }

  /** The folders in a folder, each with its slash. */
  List<String> folders(String folder) throws StoreException {
    HttpResponse<byte[]> answer =
        send("GET", path(folder) + "?keys&separator=/&consistent", null, READ);
    List<String> keys = new ArrayList<>();
    if (answer.statusCode() == 200) {
      try {
        JsonMapper.shared().readTree(answer.body()).forEach(key -> keys.add(key.asString()));
      } catch (RuntimeException e) {
        throw failure("what it answers is not Consul's", e);
      }
    }
    return keys;
  }

  private static ObjectNode operation(String verb, String key) {
    return JsonMapper.shared().createObjectNode().put("Verb", verb).put("Key", key);
  }

  private HttpResponse<byte[]> transaction(ArrayNode operations) throws StoreException {
    byte[] body = operations.toString().getBytes(StandardCharsets.UTF_8);
    return send("PUT", "/v1/txn?", body, READ);
  }

  private static String path(String key) {
    StringBuilder path = new StringBuilder("/v1/kv");
    for (String word : key.split("/", -1)) {
      path.append('/').append(encoded(word));
    }
    return path.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpResponse<byte[]> send(
      String method, String path, byte @Nullable [] body, Duration within) throws StoreException {
    String where =
        config.datacenter().isEmpty()
            ? path
            : path + (path.indexOf('?') < 0 ? "?" : "&") + "dc=" + encoded(config.datacenter());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + where))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (!config.token().isEmpty()) {
      request.header("X-Consul-Token", config.token());
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), head -> new BoundedBody(MOST_BYTES));
    try {
      return checked(answer.get(within.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw failure("no answer within " + within.toSeconds() + " s", null);
    } catch (ExecutionException e) {
      throw failure(why(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    } finally {
      answer.cancel(true); // nothing when it has ended
    }
  }

  private static String why(@Nullable Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException) {
      return "no connection within " + CONNECT.toSeconds() + " s";
    }
    if (cause instanceof ConnectException) {
      return "cannot be reached";
    }
    return line(String.valueOf(cause == null ? null : cause.getMessage()));
  }

  /** 404 is "no such key", 409 is a transaction's "no". */
  private HttpResponse<byte[]> checked(HttpResponse<byte[]> answer) throws StoreException {
    int status = answer.statusCode();
    if (status == 200 || status == 404 || status == 409) {
      return answer;
    }
    String said = line(new String(answer.body(), StandardCharsets.UTF_8));
    String hint = status == 403 ? " (expected: a token that may write keys there)" : "";
    throw failure(status + " " + said + hint, null);
  }

  /** Foreign text as one short line, without the token. */
  private String hidden(String text) {
    return config.token().isEmpty() ? text : text.replace(config.token(), "***");
  }

  private static String line(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < 160; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    return line.toString().strip();
  }

  private StoreException failure(String what, @Nullable Throwable cause) {
    return new StoreException("Consul at " + root + ": " + hidden(what), cause);
  }

  /** Questions that wait end with an error. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
