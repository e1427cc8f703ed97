package io.sluice.filters.cache.warm;

import io.netty.util.concurrent.Future;
import io.sluice.gateway.api.WarmAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One address after another, on a connection that is kept as long as the gateway keeps it. The
 * run's loop.
 */
final class Lane {
  private static final long LISTENER_MILLIS = 100; // between two looks for one

  private final WarmRun run;
  private @Nullable Connection connection; // null = none is open or being opened
  private @Nullable Asked asked; // null = between two

  /** What is asked for now, until its time is up. */
  private record Asked(String url, WarmAddress address, Future<?> deadline) {}

  Lane(WarmRun run) {
    this.run = run;
  }

  /** Goes on with the next address. */
  void next() {
    String url = run.take();
    if (url == null) {
      close();
      run.over(this);
    } else if (!WarmAddress.isOne(url)) {
      run.failed(url, "no address");
      run.loop().execute(this::next);
    } else {
      long nanos = run.timeout().toNanos();
      Future<?> deadline = run.loop().schedule(this::late, nanos, TimeUnit.NANOSECONDS);
      Asked now = new Asked(url, WarmAddress.of(url), deadline);
      asked = now;
      Connection open = connection;
      if (open == null) {
        connect(now);
      } else {
        open.ask(now.address);
      }
    }
  }

  /** Takes back what is under way. */
  void close() {
    Asked before = asked;
    asked = null;
    if (before != null) {
      before.deadline.cancel(false);
    }
    drop();
  }

  private void drop() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private void connect(Asked wanted) {
    if (!wanted.equals(asked)) {
      return; // its time is up, or it was taken back
    }
    List<InetSocketAddress> listeners = run.network().listeners();
    if (listeners.isEmpty()) { // the gateway starts or ends
      run.loop().schedule(() -> connect(wanted), LISTENER_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      connection = Connection.open(this, run.network().channels(), run.loop(), listeners.get(0));
    }
  }

  private void late() {
    drop();
    failed("no complete answer within " + run.timeout().toMillis() + " ms");
  }

  private void failed(String why) {
    over(url -> run.failed(url, why));
  }

  /** The address is over; the next one has its turn when the loop comes to it. */
  private void over(Consumer<String> told) {
    Asked before = asked;
    if (before != null) {
      asked = null;
      before.deadline.cancel(false);
      told.accept(before.url);
      run.loop().execute(this::next);
    }
  }

  // ---- told by the connection

  void connected(Connection which) {
    Asked now = asked;
    if (which == connection && now != null) {
      which.ask(now.address);
    }
  }

  void unreachable(Connection which, Throwable why) {
    if (which == connection) {
      connection = null;
      failed("cannot connect: " + why.getMessage());
    }
  }

  /**
   * An answer is complete.
   *
   * @param stored whether the cache says that it has it
   * @param stays whether the connection takes another request
   */
  void answered(Connection which, int status, boolean stored, boolean stays) {
    if (which == connection) {
      if (!stays) {
        drop();
      }
      if (status < 400) {
        over(url -> run.fetched(stored));
      } else {
        failed("status " + status);
      }
    }
  }

  /**
   * The connection has ended.
   *
   * @param unseen whether it has answered before, and not begun to answer this time: then the
   *     gateway may have closed it before it saw the request (RFC 9112, section 9.3.1)
   */
  void closed(Connection which, boolean unseen) {
    if (which == connection) {
      connection = null;
      Asked now = asked;
      if (unseen && now != null) {
        connect(now);
      } else {
        failed("the connection has ended");
      }
    }
  }
}
