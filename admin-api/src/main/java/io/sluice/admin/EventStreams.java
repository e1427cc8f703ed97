package io.sluice.admin;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.service.GatewayControl;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of server-sent events: changes of the config, of endpoints' health, and figures of
 * the traffic. All streams get the same, from one thread that looks at the gateway while at least
 * one is open. Who does not read is cut off, so that nothing piles up. Confined to the admin event
 * loop, where nothing is said otherwise.
 */
final class EventStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final GatewayError MANY =
      GatewayError.client(503, "too_many_streams")
          .withDetail("As many clients listen to events already as may.");
  private static final ByteBuffer HELLO = ByteBuffer.wrap(new byte[] {':', '\n', '\n'});

  private static final String ADMIN = "admin";

  private final EventLoop loop;
  private long lastRevision; // the control thread's, once it is constructed
  private final GatewayControl control;
  private final Limits limits;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("sluice-events", true));
  private final Map<Channel, Caller> streams = new LinkedHashMap<>();
  private @Nullable ScheduledFuture<?> sampling;
  private @Nullable Future<?> heart;

  /**
   * @param streams open at a time; half of them for one token
   * @param pendingBytes that a client may be behind
   * @param sample between two looks at the gateway
   * @param heartbeat between two signs of life
   */
  record Limits(int streams, int pendingBytes, Duration sample, Duration heartbeat) {
    static final Limits DEFAULTS =
        new Limits(16, 64 * 1024, Duration.ofSeconds(1), Duration.ofSeconds(15));
  }

  /** Hears of changes from now on; called on the control thread. */
  EventStreams(EventLoop loop, GatewayControl control, Limits limits) {
    this.loop = loop;
    this.control = control;
    this.limits = limits;
    thread.setRemoveOnCancelPolicy(true);
    lastRevision = control.config().now().revision().number();
    control.config().onChange(this::changed);
  }

  /** A stream for each who reads it. */
  Resource resource() {
    return Resource.readable(this::answer);
  }

  private void answer(Call call, Consumer<Answer> reply) {
    if (streams.size() >= limits.streams() || hasItsShare(call.caller())) {
      reply.accept(Answer.problem(MANY, call.requestId()).with("retry-after", "10"));
      return;
    }
    reply.accept(
        new Answer(
            HttpResponseStatus.OK,
            "text/event-stream",
            HELLO,
            Map.of("x-accel-buffering", "no"),
            stream -> open(stream, call.caller())));
  }

  /** Half of them are for others than the holder of any one token. */
  private boolean hasItsShare(Caller caller) {
    return !caller.equals(Caller.LOCAL)
        && 2 * Collections.frequency(streams.values(), caller) >= limits.streams();
  }

  private void open(Channel stream, Caller caller) {
    stream
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(limits.pendingBytes() / 2, limits.pendingBytes()));
    streams.put(stream, caller);
    stream.closeFuture().addListener(closed -> gone(stream));
    if (sampling == null) {
      begin();
    }
  }

  private void begin() {
    Sampler sampler = new Sampler(control, System::nanoTime);
    long sample = limits.sample().toNanos();
    long beat = limits.heartbeat().toNanos();
    sampling =
        thread.scheduleWithFixedDelay(() -> sample(sampler), 0, sample, TimeUnit.NANOSECONDS);
    heart =
        loop.scheduleAtFixedRate(
            () -> send(ServerEvent.HEARTBEAT), beat, beat, TimeUnit.NANOSECONDS);
  }

  private void gone(Channel stream) {
    streams.remove(stream);
    if (streams.isEmpty() && sampling != null && heart != null) {
      sampling.cancel(false);
      heart.cancel(false);
      sampling = null;
      heart = null;
    }
  }

  /** On the thread of its own; whatever goes wrong, the next look may succeed. */
  private void sample(Sampler sampler) {
    try {
      List<ServerEvent> events = sampler.sample();
      onLoop(() -> events.forEach(this::send));
    } catch (RuntimeException | Error e) {
      LOG.error("admin: the gateway's figures cannot be read", e);
    }
  }

  /** On the control thread. */
  private void changed(ConfigView view) {
    ServerEvent event = ServerEvent.of("change", ChangeEvent.of(view.revision()));
    // A state without a new revision is a node's own part, read again, or a confirmation.
    boolean tokens = view.revision().number() == lastRevision;
    lastRevision = view.revision().number();
    for (Change change : view.revision().changes()) {
      tokens |= change.resource().key().equals(ADMIN);
    }
    boolean close = tokens;
    onLoop(
        () -> {
          send(event);
          if (close) { // a token may be gone: who has a good one comes again
            List.copyOf(streams.keySet()).forEach(Channel::close);
          }
        });
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException stopped) {
      // Nobody listens any more.
    }
  }

  private void send(ServerEvent event) {
    for (Channel stream : List.copyOf(streams.keySet())) {
      if (stream.isWritable()) {
        stream.writeAndFlush(event.content());
      } else {
        stream.close();
      }
    }
  }

  /** Looks no more; the streams are their server's to close. Any thread. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
