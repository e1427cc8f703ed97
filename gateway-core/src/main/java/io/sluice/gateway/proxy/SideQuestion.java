package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.sluice.gateway.api.Answer;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Question;
import io.sluice.gateway.client.ClientErrors;
import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.HopByHop;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.observe.UpstreamMetrics.Retry;
import io.sluice.gateway.snapshot.RoutedUpstream;
import io.sluice.gateway.upstream.PooledEndpoint;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A question of a filter beside its exchange, and its answer: admission to the upstream, the
 * attempts, the answer collected. Its timer bounds all of that.
 *
 * <p>Told once, and only while it is among its exchange's {@link OpenQuestions}. What is known
 * while {@link #ask} is still on the stack is told by a task of its own: a filter must have paused
 * before it goes on. Owns the body that it sends, until it is settled, and the one that it gets,
 * until that was told.
 */
final class SideQuestion extends Timeout implements Question, Answer {
  private static final WireHeaders NO_FIELDS = new WireHeaders();

  private static final long FOR_EVER = Long.MAX_VALUE / 2; // the clock would overflow

  private final ExchangeState exchange;
  private final Worker worker;
  private final RoutedUpstream to;
  private final EndpointChoice choice;
  private final String method;
  private final String target;
  private final WireHeaders fields = new WireHeaders();
  private ByteBuf sent = Unpooled.EMPTY_BUFFER;
  private boolean namesHost; // else it is each endpoint's own
  private int maxBytes;
  private @Nullable Consumer<Answer> listener; // null: not asked yet
  @Nullable SideQuestion next; // of those that its exchange waits for

  private @Nullable SideAttempt attempt;
  private boolean asking; // ask() is on the stack
  private boolean admitted;
  private boolean refreshed; // a stale connection was replaced
  private boolean retried; // at another endpoint

  private int status;
  private WireHeaders received = NO_FIELDS;
  private @Nullable HeldPieces pieces;
  private @Nullable ByteBuf whole; // what the pieces are, while it is told
  private @Nullable GatewayError error;

  SideQuestion(ExchangeState exchange, RoutedUpstream to, String method, String target) {
    if (method.isEmpty() || HttpHeaderValidationUtil.validateToken(method) >= 0) {
      throw new IllegalArgumentException("method: '" + method + "' (expected: a token)");
    }
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("target: '" + target + "' (expected: to begin with /)");
    }
    this.exchange = exchange;
    this.worker = exchange.worker;
    this.to = to;
    this.choice = new EndpointChoice(exchange, to, worker);
    this.method = method;
    this.target = ExchangeRequest.checked(target);
  }

  // ---- the question

  @Override
  public WireHeaders requestHeaders() {
    return fields;
  }

  @Override
  public void ask(ByteBuf body, long nanos, int mostBytes, Consumer<Answer> told) {
    if (listener != null || nanos <= 0 || mostBytes < 0) {
      body.release();
      throw listener != null
          ? new IllegalStateException("asked already")
          : new IllegalArgumentException("nanos: " + nanos + ", maxBytes: " + mostBytes);
    }
    listener = told;
    if (exchange.hasEnded()) {
      body.release();
      return;
    }
    sent = body;
    maxBytes = mostBytes;
    frame();
    exchange.questions.add(this);
    asking = true;
    begin(Math.min(nanos, exchange.remainingNanos()));
    asking = false;
  }

  private void frame() {
    namesHost = fields.has(FieldName.HOST);
    HopByHop.strip(fields);
    fields.remove(FieldName.EXPECT);
    int length = sent.readableBytes();
    if (length > 0 || method.equals("POST") || method.equals("PUT") || method.equals("PATCH")) {
      fields.set(FieldName.CONTENT_LENGTH, Integer.toString(length));
    } else {
      fields.remove(FieldName.CONTENT_LENGTH);
    }
  }

  private void begin(long nanos) {
    admitted = to.upstream().admit();
    if (!admitted) {
      fail(ProxyErrors.UPSTREAM_FULL);
      return;
    }
    if (nanos < FOR_EVER) {
      worker.timers().start(this, nanos);
    }
    PooledEndpoint first = choice.next();
    if (first == null) {
      fail(ProxyErrors.NO_ENDPOINT);
    } else {
      attempt(first, false);
    }
  }

  // ---- attempts

  private void attempt(PooledEndpoint endpoint, boolean fresh) {
    SideAttempt begun = new SideAttempt(this, endpoint, worker, worker.nanos());
    attempt = begun;
    begun.acquire(fresh);
  }

  void attemptEnded(long nanos) {
    to.metrics().completed(worker.index(), nanos);
  }

  void send(SideAttempt by, UpstreamConnection connection) {
    if (!namesHost) {
      fields.set(FieldName.HOST, by.endpoint().name());
    }
    connection.send(by, method, target, fields, false);
    if (sent.isReadable()) {
      connection.sendBody(sent.retainedDuplicate());
    }
    connection.sendEnd(null);
    connection.flush();
  }

  /** No connection came. */
  void onUnasked(SideAttempt failed, GatewayError why) {
    attempt = null;
    tellStory(failed, why);
    boolean full = why.equals(ClientErrors.POOL_FULL); // nothing was asked: no retry
    if (full || (why.retryable() && !retried)) {
      choice.exclude(failed.endpoint());
      PooledEndpoint other = choice.nextUntried();
      if (other != null && (full || mayRetry())) {
        retried |= !full;
        attempt(other, false);
        return;
      }
    }
    fail(why);
  }

  private boolean mayRetry() {
    if (to.upstream().retryBudget().withdraw()) {
      return true;
    }
    to.metrics().retried(worker.index(), Retry.OVER_BUDGET);
    return false;
  }

  /** The connection has failed. */
  void onFailure(SideAttempt failed, GatewayError why, boolean stale) {
    attempt = null;
    if (stale && !refreshed) {
      refreshed = true;
      attempt(failed.endpoint(), true);
      return;
    }
    tellStory(failed, why);
    fail(why);
  }

  private void tellStory(SideAttempt failed, GatewayError why) {
    exchange.note("asked " + failed.story(why));
  }

  // ---- the answer, as it comes

  void onHead(ResponseHead head) {
    status = head.status();
    received = head.headers();
    HopByHop.strip(received);
    if (head.bodyLength(method) > maxBytes) {
      tooLarge();
    }
  }

  /** Takes ownership. */
  void onBody(ByteBuf data) {
    HeldPieces collected = pieces;
    if (collected == null) {
      pieces = collected = new HeldPieces(exchange.allocator());
    }
    collected.add(data);
    if (collected.bytes() > maxBytes) {
      tooLarge();
    }
  }

  private void tooLarge() {
    SideAttempt by = Objects.requireNonNull(attempt);
    by.cancel();
    tellStory(by, ProxyErrors.ANSWER_TOO_LARGE);
    fail(ProxyErrors.ANSWER_TOO_LARGE);
  }

  void onEnd() {
    attempt = null;
    countRetry(Retry.SUCCEEDED);
    leave();
    whole = pieces == null ? null : pieces.joined();
    tell();
  }

  // ---- how it ends

  @Override
  protected void expired() {
    SideAttempt late = attempt;
    attempt = null;
    if (late != null) {
      late.timedOut();
      tellStory(late, ProxyErrors.QUESTION_TIMEOUT);
    }
    fail(ProxyErrors.QUESTION_TIMEOUT);
  }

  private void fail(GatewayError why) {
    attempt = null;
    countRetry(Retry.FAILED);
    leave();
    error = why;
    status = 0;
    received = NO_FIELDS;
    dropPieces();
    if (asking) {
      worker.loop().execute(this::tell);
    } else {
      tell();
    }
  }

  private void countRetry(Retry outcome) {
    if (retried) {
      to.metrics().retried(worker.index(), outcome);
    }
  }

  /** Gives back all but the answer. */
  private void leave() {
    cancel();
    if (admitted) {
      admitted = false;
      to.upstream().leave();
    }
    sent.release();
    sent = Unpooled.EMPTY_BUFFER;
  }

  private void dropPieces() {
    if (pieces != null) {
      pieces.release();
      pieces = null;
    }
    whole = null;
  }

  private void tell() {
    Consumer<Answer> filter = listener;
    if (exchange.questions.remove(this) && filter != null) {
      try {
        Objects.requireNonNull(exchange.chain()).onAnswer(filter, this);
      } finally {
        dropPieces();
      }
    }
  }

  /** The exchange has ended without it. */
  void takeBack() {
    SideAttempt running = attempt;
    attempt = null;
    if (running != null) {
      if (exchange.remainingNanos() == 0 && !exchange.isClientsTime()) {
        running.timedOut();
      } else {
        running.cancel();
      }
    }
    leave();
    dropPieces();
  }

  @Override
  public @Nullable GatewayError error() {
    return error;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public WireHeaders responseHeaders() {
    return received;
  }

  @Override
  public ByteBuf body() {
    return whole == null ? Unpooled.EMPTY_BUFFER : whole;
  }
}
