package io.sluice.filters.jwt;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.gateway.api.FieldValues;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers for documents: one client for all filters of a gateway, on threads of its own,
 * which end when there is nothing to do. It follows no redirects, and takes no more than it must.
 */
public final class ProviderClient implements Kept {
  /** Bytes of the longest document. */
  public static final int LONGEST = 1 << 20;

  private static final int LONGEST_WORDS = 500;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private record Identity() {}

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          2,
          2,
          10,
          TimeUnit.SECONDS,
          new LinkedTransferQueue<>(), // no lock: event loops offer to it
          new DefaultThreadFactory("sluice-provider", true),
          (task, ended) -> { // the usual handler describes the pool, for which it takes a lock
            throw new RejectedExecutionException("the gateway has ended");
          });
  private final UnaryOperator<HttpClient.Builder> also;
  private @Nullable HttpClient client; // made by the first that asks; the threads of this

  /**
   * @param also what is said of a client beside the rest
   */
  ProviderClient(UnaryOperator<HttpClient.Builder> also) {
    this.also = also;
    threads.allowCoreThreadTimeOut(true);
  }

  /** For a factory: the client of the context's gateway. */
  public static ProviderClient of(FilterContext context) {
    return context.keep(new Identity(), () -> new ProviderClient(UnaryOperator.identity()));
  }

  /**
   * Gets a document. Any thread; does not wait.
   *
   * @param accept the media types that are asked for
   * @return its bytes; or why there is none, in words, from one of its threads
   */
  public CompletableFuture<byte[]> get(URI uri, String accept) {
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    try {
      threads.execute(() -> ask(uri, accept, got));
    } catch (RejectedExecutionException closed) {
      got.completeExceptionally(closed);
    }
    return got;
  }

  /** What came back, whatever its status. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record Answer(int status, byte[] body) {}

  /**
   * Posts a form. Any thread; does not wait.
   *
   * @param form URL-encoded
   * @param authorization the field of that name; null = none
   * @return what came back, of any status; or why nothing did, in words, from one of its threads
   */
  public CompletableFuture<Answer> post(URI uri, String form, @Nullable String authorization) {
    CompletableFuture<Answer> got = new CompletableFuture<>();
    try {
      threads.execute(() -> send(uri, form, authorization, got));
    } catch (RejectedExecutionException closed) {
      got.completeExceptionally(closed);
    }
    return got;
  }

  private void send(
      URI uri, String form, @Nullable String authorization, CompletableFuture<Answer> got) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .header("accept", "application/json")
              .header("content-type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form));
      if (authorization != null) {
        request.header("authorization", authorization);
      }
      ask(
          request,
          head -> BoundedBody.ofAny(LONGEST),
          got,
          response -> new Answer(response.statusCode(), response.body()));
    } catch (RuntimeException e) { // whoever waits must hear of it
      got.completeExceptionally(e);
    }
  }

  private void ask(URI uri, String accept, CompletableFuture<byte[]> got) {
    try {
      ask(
          HttpRequest.newBuilder(uri).header("accept", accept),
          head -> BoundedBody.ofSuccess(head.statusCode(), LONGEST),
          got,
          HttpResponse::body);
    } catch (RuntimeException e) { // such as when no descriptor is left: whoever waits must hear it
      got.completeExceptionally(e);
    }
  }

  private <T> void ask(
      HttpRequest.Builder request,
      HttpResponse.BodyHandler<byte[]> body,
      CompletableFuture<T> got,
      Function<HttpResponse<byte[]>, T> answer) {
    CompletableFuture<HttpResponse<byte[]>> asked =
        client().sendAsync(request.timeout(TIMEOUT).header("user-agent", "sluice").build(), body);
    asked
        .copy()
        .orTimeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (response, failure) -> {
              if (failure == null) {
                got.complete(answer.apply(response));
              } else {
                asked.cancel(true);
                got.completeExceptionally(failure);
              }
            });
  }

  private synchronized HttpClient client() {
    HttpClient known = client;
    if (known == null) {
      known =
          also.apply(
                  HttpClient.newBuilder()
                      .version(HttpClient.Version.HTTP_1_1)
                      .followRedirects(HttpClient.Redirect.NEVER)
                      .connectTimeout(CONNECT_TIMEOUT)
                      .executor(threads))
              .build();
      client = known;
    }
    return known;
  }

  /** What went wrong with a question, for the log: one line. */
  public static String words(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null) {
      return "no answer";
    }
    String said = cause.getMessage();
    if (said == null || said.isEmpty()) {
      return cause.getClass().getSimpleName();
    }
    String line = FieldValues.clean(said); // what a provider says may be anything
    return line.length() > LONGEST_WORDS ? line.substring(0, LONGEST_WORDS) : line;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
