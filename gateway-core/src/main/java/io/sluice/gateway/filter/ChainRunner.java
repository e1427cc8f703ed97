package io.sluice.gateway.filter;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.Answer;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange's way along its chain: forth with the request, back with the response. It holds the
 * contract of {@link Filter}: who is called, in which order, and that a callback that throws hurts
 * its own exchange only.
 *
 * <p>Confined to the exchange's event loop.
 */
@SuppressWarnings("ReferenceEquality") // a buffer passed on is the same object, not an equal one
public final class ChainRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ChainRunner.class);

  /** What a client gets when a filter throws. */
  public static final GatewayError FILTER_ERROR = GatewayError.gateway(500, "filter_error");

  /** How a pass along the chain ended. */
  public enum Outcome {
    /** Every filter has passed the message on. */
    PASSED,
    /** A filter waits for something; {@link #resume} goes on behind it. */
    PAUSED,
    /** A filter asks another upstream; {@link #onResponse} goes on behind it when that answers. */
    REROUTED,
    /** There is an answer instead: of a filter, or because one failed. */
    ANSWERED,
    /** The exchange is over. */
    ENDED
  }

  private final FilterChain chain;
  private final Exchange exchange;
  private final int behind; // index of the last filter that has no part in this
  private int requestStep; // next of chain.requestSteps()
  private int responseStep = -1; // next of chain.responseSteps(), downwards
  private int responseAt; // index of the filter whose onResponse was called last
  private int reached; // greatest filter index whose onRequest was called, or passed over
  private int answered = Integer.MAX_VALUE; // index of the filter that gave the answer
  private boolean responding;
  private boolean completed;
  private int current = -1;
  private boolean running; // a filter's onRequest or onResponse is on the stack
  private boolean resumed; // it called resume() before it returned PAUSE
  private boolean paused;
  private boolean pausesBroken;
  private boolean rerouted;
  private int answers;

  public ChainRunner(FilterChain chain, Exchange exchange) {
    this(chain, exchange, -1);
  }

  /** Along the filters only that stand behind the one of that index. */
  public ChainRunner(FilterChain chain, Exchange exchange, int behind) {
    this.chain = chain;
    this.exchange = exchange;
    this.behind = behind;
    this.reached = behind;
    int[] steps = chain.requestSteps();
    while (requestStep < steps.length && steps[requestStep] <= behind) {
      requestStep++;
    }
  }

  /**
   * Runs {@code onRequest} of the filters that are left, until one does not pass the request on.
   */
  public Outcome onRequest() {
    int[] steps = chain.requestSteps();
    while (requestStep < steps.length) {
      current = steps[requestStep++];
      reached = current;
      int before = answers;
      Verdict verdict = ask(chain.filter(current));
      if (completed) {
        return Outcome.ENDED;
      }
      if (answers > before) {
        return Outcome.ANSWERED;
      }
      if (pauses(verdict)) {
        return Outcome.PAUSED;
      }
    }
    reached = Integer.MAX_VALUE;
    return Outcome.PASSED;
  }

  /** Runs {@code onResponse} of the filters that are left; an answer of one goes on to the next. */
  public Outcome onResponse() {
    int[] steps = chain.responseSteps();
    if (!responding) {
      responding = true;
      responseStep = steps.length - 1;
    }
    while (responseStep >= 0) {
      current = steps[responseStep--];
      if (!sees(current)) {
        continue;
      }
      responseAt = current;
      int before = answers;
      Verdict verdict = ask(chain.filter(current));
      if (completed) {
        return Outcome.ENDED;
      }
      if (rerouted) {
        rerouted = false;
        return Outcome.REROUTED;
      }
      if (answers == before && pauses(verdict)) {
        return Outcome.PAUSED;
      }
    }
    return Outcome.PASSED;
  }

  /**
   * The filter whose {@code onResponse} is on the stack sends the request elsewhere: filters behind
   * it have seen their response.
   */
  public void reroute() {
    rerouted = true;
    answered = Math.min(answered, responseAt);
  }

  private Verdict ask(Filter filter) {
    int before = answers;
    running = true;
    resumed = false;
    try {
      Verdict verdict =
          Objects.requireNonNull(
              responding ? filter.onResponse(exchange) : filter.onRequest(exchange), "verdict");
      if (verdict == Verdict.DONE && answers == before && !completed) {
        LOG.error(
            "route {}: filter {} returned DONE and gave no answer; request {}",
            exchange.routeId(),
            currentFilter(),
            exchange.requestId());
        exchange.fail(FILTER_ERROR.withDetail(currentFilter() + " gave no answer."));
      }
      return verdict;
    } catch (Throwable e) {
      failed(responding ? "onResponse" : "onRequest", e);
      return Verdict.DONE;
    } finally {
      running = false;
    }
  }

  private boolean pauses(Verdict verdict) {
    paused = verdict == Verdict.PAUSE && !resumed && !pausesBroken;
    return paused;
  }

  /** Whether a filter's {@code onRequest} or {@code onResponse} is on the stack. */
  public boolean isRunning() {
    return running;
  }

  /** Index of the filter that has the request now, or has paused; -1 when there is none. */
  public int requestFilter() {
    return !responding && (running || paused) ? current : -1;
  }

  /** Whether every filter has passed the request on. */
  public boolean hasPassedRequest() {
    return reached == Integer.MAX_VALUE;
  }

  /** Whether a filter has paused the exchange. */
  public boolean isPaused() {
    return paused;
  }

  /**
   * A filter calls {@link Exchange#resume}.
   *
   * @return whether the pass goes on now; a filter that resumes before it has returned, or after
   *     there was an answer, changes nothing
   * @throws IllegalStateException when none has paused
   */
  public boolean resume() {
    if (running) {
      resumed = true;
      return false;
    }
    if (!paused && answers == 0) {
      throw new IllegalStateException("resume() without PAUSE");
    }
    boolean goesOn = paused;
    paused = false;
    return goesOn;
  }

  /**
   * The exchange goes on without the filter that has paused it. That one may come back late, and
   * its {@code resume()} must not be taken for another's: from now on no filter pauses.
   */
  public void breakPause() {
    pausesBroken |= paused;
    paused = false;
  }

  /**
   * The gateway answers instead of whoever would have: the response, and its body, is seen only by
   * the filters in front of the one that is running. Those behind it never saw the request, or have
   * seen another response.
   */
  public void answeredHere() {
    answers++;
    rerouted = false;
    paused = false;
    if (responding) {
      answered = Math.min(answered, responseAt);
    } else if (reached != Integer.MAX_VALUE) {
      answered = reached;
    }
  }

  /** Whether the filter takes part in the response: it was reached, and did not itself answer. */
  private boolean sees(int index) {
    return index > behind && index <= reached && index < answered;
  }

  /** Runs {@code onComplete} of the filters that were reached; once. */
  public void onComplete() {
    if (completed) {
      return;
    }
    completed = true;
    for (int index : chain.completeSteps()) {
      if (index > behind && index <= reached) {
        try {
          chain.filter(index).onComplete(exchange);
        } catch (Throwable e) {
          LOG.error(
              "route {}: filter {} failed in onComplete", exchange.routeId(), chain.name(index), e);
        }
      }
    }
  }

  /**
   * Passes a piece of the request's body through the filters.
   *
   * @param data ownership passes in
   * @return what goes to the origin, owned by the caller; null when the exchange has ended
   */
  public @Nullable ByteBuf onRequestBody(ByteBuf data, boolean last) {
    ByteBuf piece = data;
    for (int index : chain.requestBodySteps()) {
      piece = pass(index, true, piece, last);
      if (piece == null) {
        return null;
      }
    }
    return piece;
  }

  /**
   * Passes a piece of the response's body back through the filters that see the response.
   *
   * @param data ownership passes in
   * @return what goes to the client, owned by the caller; null when the exchange has ended
   */
  public @Nullable ByteBuf onResponseBody(ByteBuf data, boolean last) {
    ByteBuf piece = data;
    int[] steps = chain.responseBodySteps();
    for (int i = steps.length - 1; i >= 0; i--) {
      if (sees(steps[i])) {
        piece = pass(steps[i], false, piece, last);
        if (piece == null) {
          return null;
        }
      }
    }
    return piece;
  }

  /**
   * Passes a piece, whose ownership passes in, through one filter.
   *
   * @return what goes on, owned by the caller; null when the filter failed or ended the exchange
   */
  private @Nullable ByteBuf pass(int index, boolean request, ByteBuf piece, boolean last) {
    ByteBuf passed;
    try {
      Filter filter = chain.filter(index);
      passed =
          Objects.requireNonNull(
              request
                  ? ((RequestBodyFilter) filter).onRequestBody(exchange, piece, last)
                  : ((ResponseBodyFilter) filter).onResponseBody(exchange, piece, last),
              "piece");
    } catch (Throwable e) {
      piece.release();
      current = index;
      failed(request ? "onRequestBody" : "onResponseBody", e);
      return null;
    }
    if (passed != piece) {
      piece.release();
    }
    if (completed) { // the filter has ended the exchange: the others have let go already
      passed.release();
      return null;
    }
    return passed;
  }

  /** Gives the request's whole body, borrowed, to the filter that asked for it and paused. */
  public void onWholeRequestBody(Consumer<ByteBuf> filter, ByteBuf body) {
    try {
      filter.accept(body);
    } catch (Throwable e) {
      failed("bufferRequestBody", e);
    }
  }

  /** Tells a filter what came of its question. */
  public void onAnswer(Consumer<Answer> filter, Answer answer) {
    try {
      filter.accept(answer);
    } catch (Throwable e) {
      failed("question", e);
    }
  }

  /** Tells a filter that its answer's body may go on. */
  public void onWritable(Runnable filter) {
    try {
      filter.run();
    } catch (Throwable e) {
      current = Math.min(answered, reached); // others may have seen the response since
      failed("onWritable", e);
    }
  }

  /** The filter that ran last; for the log when it never resumed. */
  public String currentFilter() {
    return current < 0 ? "none" : chain.name(current);
  }

  private void failed(String callback, Throwable cause) {
    LOG.error(
        "route {}: filter {} failed in {}; request {}",
        exchange.routeId(),
        currentFilter(),
        callback,
        exchange.requestId(),
        cause);
    exchange.fail(FILTER_ERROR.withDetail("The filter " + currentFilter() + " failed."));
  }
}
