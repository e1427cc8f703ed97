package io.sluice.filters.jwt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of a 200, of so many bytes at most; anything else is a failure in words. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final int status;
  private final int most;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;

  BoundedBody(int status, int most) {
    this.status = status;
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (status == 200) {
      given.request(Long.MAX_VALUE);
    } else {
      fail(given, "status " + status + " (expected: 200)");
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    Flow.Subscription given = subscription;
    for (ByteBuffer piece : pieces) {
      if (given != null && bytes.size() + piece.remaining() > most) {
        fail(given, "more than " + most + " bytes");
        return;
      }
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.writeBytes(copy);
    }
  }

  private void fail(Flow.Subscription given, String why) {
    given.cancel();
    body.completeExceptionally(new IOException(why));
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(bytes.toByteArray());
  }
}
