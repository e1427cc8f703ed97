package io.sluice.gateway.dns;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What names mean now. An answer holds as long as its TTL says (1 s to 5 min); that a name does not
 * exist holds for 1 s, and is not believed for 30 s of a name that did exist. When DNS fails, the
 * last answer stays in use: at once while it is known to fail, else after half a second of waiting,
 * and in both cases it is asked on (RFC 8767). So an outage of DNS costs no exchange of an endpoint
 * that was in use.
 *
 * <p>All loops read the map; one loop asks, and alone writes. Names come from configs and
 * discoveries, never from clients, and beyond 10,000 of them some are forgotten.
 */
final class HostCache {
  static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** How long a failure keeps from asking again. */
  static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How long a connection waits for a new answer while there is an old one. */
  static final long STALE_AFTER_MILLIS = 500;

  /** How long one waits while there is none. */
  static final long PATIENCE_MILLIS = 2_000;

  /** How long the last addresses of a name stay in use that is said not to exist any more. */
  static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int MOST_NAMES = 10_000;

  /**
   * @param addresses all of them, empty when there is no such name
   * @param failing whether it is older than it should be, because DNS fails
   * @param gone whether the name is said not to exist any more, first at {@code goneNanos}
   */
  private record Known(
      List<InetAddress> addresses,
      long untilNanos,
      boolean failing,
      String detail,
      boolean gone,
      long goneNanos) {

    Known(List<InetAddress> addresses, long untilNanos, boolean failing, String detail) {
      this(addresses, untilNanos, failing, detail, false, 0);
    }
  }

  /** A name that is being asked for, and who waits; on the loop. */
  private final class Asking {
    final String name;
    final ArrayDeque<Promise<InetAddress>> promises = new ArrayDeque<>();

    /** Whether the old answer has to do meanwhile. */
    boolean slow;

    Asking(String name) {
      this.name = name;
    }

    void tellAll(Known known) {
      for (Promise<InetAddress> next = promises.pollFirst();
          next != null;
          next = promises.pollFirst()) {
        tell(next, name, known);
      }
    }
  }

  private final EventLoop loop;
  private final DnsResolver dns;
  private final HostsFile hosts;
  private final LongSupplier clock;

  /** Read by all loops, written by one. */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** Confined to the loop, as is the next. */
  private final HostLog log;

  private final Map<String, Asking> asked = new HashMap<>();

  /** Whose turn it is among several addresses; by all loops, atomic. */
  private final AtomicInteger turns = new AtomicInteger();

  private volatile boolean closed;

  HostCache(EventLoop loop, DnsResolver dns, HostsFile hosts, LongSupplier clock) {
    this.loop = loop;
    this.dns = dns;
    this.hosts = hosts;
    this.clock = clock;
    this.log = new HostLog(clock);
  }

  void close() {
    closed = true;
  }

  /** Answers the promise, at once where it can. Any loop. */
  void resolve(String host, Promise<InetAddress> promise) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal != null) {
      if (host.indexOf('%') < 0) {
        promise.trySuccess(address(literal));
      } else {
        zoned(host, promise);
      }
      return;
    }
    String name = host.toLowerCase(Locale.ROOT);
    List<InetAddress> listed = hosts.find(name);
    if (listed != null) {
      promise.trySuccess(oneOf(listed));
      return;
    }
    Known now = known.get(name);
    boolean told = false;
    if (now != null) {
      boolean fresh = isFresh(now);
      if (fresh || (now.failing && !now.addresses.isEmpty())) {
        tell(promise, name, now);
        if (fresh) {
          return;
        }
        told = true;
      }
    }
    askLater(name, told ? null : promise);
  }

  private boolean isFresh(Known now) {
    return now.untilNanos - clock.getAsLong() > 0;
  }

  private void askLater(String name, @Nullable Promise<InetAddress> promise) {
    try {
      loop.execute(() -> ask(name, promise));
    } catch (RejectedExecutionException e) {
      refuse(name, promise);
    }
  }

  private static void refuse(String name, @Nullable Promise<InetAddress> promise) {
    if (promise != null) {
      promise.tryFailure(unknown(name, "the gateway ends"));
    }
  }

  /** On the loop; somebody else may have had the answer meanwhile. */
  private void ask(String name, @Nullable Promise<InetAddress> promise) {
    Known now = known.get(name);
    if (now != null && isFresh(now)) {
      if (promise != null) {
        tell(promise, name, now);
      }
      return;
    }
    if (closed) {
      refuse(name, promise);
      return;
    }
    Asking asking = asked.get(name);
    boolean first = asking == null;
    if (asking == null) {
      asking = new Asking(name);
      asked.put(name, asking);
    }
    if (promise != null) {
      if (asking.slow) {
        tellSlow(promise, name, now);
      } else {
        asking.promises.addLast(promise);
      }
    }
    if (first) {
      begin(asking, now);
    }
  }

  private void begin(Asking asking, @Nullable Known old) {
    boolean usable = old != null && !old.addresses.isEmpty();
    loop.schedule(
        () -> goOn(asking, old),
        usable ? STALE_AFTER_MILLIS : PATIENCE_MILLIS,
        TimeUnit.MILLISECONDS);
    // As the JDK prefers: IPv6 only for names without IPv4, unless the system property says else.
    boolean v6First = NetUtil.isIpV6AddressesPreferred();
    RecordType first = v6First ? RecordType.AAAA : RecordType.A;
    RecordType second = v6First ? RecordType.A : RecordType.AAAA;
    dns.resolve(
        asking.name,
        first,
        answer -> {
          if (answer.kind() == DnsAnswer.Kind.NO_RECORDS) {
            dns.resolve(asking.name, second, other -> onLoop(() -> answered(asking, other)));
          } else {
            onLoop(() -> answered(asking, answer));
          }
        });
  }

  /** Nobody waits any longer; the asking goes on. */
  private void goOn(Asking asking, @Nullable Known old) {
    asking.slow = true;
    for (Promise<InetAddress> next = asking.promises.pollFirst();
        next != null;
        next = asking.promises.pollFirst()) {
      tellSlow(next, asking.name, old);
    }
  }

  private void tellSlow(Promise<InetAddress> promise, String name, @Nullable Known old) {
    if (old == null) {
      promise.tryFailure(unknown(name, "no answer of DNS within " + PATIENCE_MILLIS + " ms"));
    } else {
      tell(promise, name, old);
    }
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private void answered(Asking asking, DnsAnswer answer) {
    asked.remove(asking.name);
    Known old = known.get(asking.name);
    Known now = judged(asking.name, answer, old, clock.getAsLong());
    if (old == null && known.size() >= MOST_NAMES) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(asking.name, now);
    asking.tellAll(now);
  }

  private Known judged(String name, DnsAnswer answer, @Nullable Known old, long nowNanos) {
    boolean none = answer.addresses().isEmpty();
    boolean failed =
        answer.kind() == DnsAnswer.Kind.FAILED || (answer.kind() == DnsAnswer.Kind.RECORDS && none);
    boolean wasFailing = old != null && old.failing;
    if (!failed) {
      if (wasFailing) {
        log.ended(name);
      }
      if (none && old != null && !old.addresses.isEmpty()) {
        long since = old.gone ? old.goneNanos : nowNanos;
        if (nowNanos - since < HELD_NANOS) {
          long until = nowNanos + LEAST_NANOS;
          return new Known(old.addresses, until, false, answer.detail(), true, since);
        }
      }
      long ttl = TimeUnit.SECONDS.toNanos(answer.ttlSeconds());
      long holds = none ? LEAST_NANOS : Math.max(LEAST_NANOS, Math.min(ttl, MOST_NANOS));
      return new Known(sorted(answer.addresses()), nowNanos + holds, false, answer.detail());
    }
    List<InetAddress> last = old == null ? List.of() : old.addresses;
    String detail = answer.detail().isEmpty() ? "no address in its records" : answer.detail();
    if (!wasFailing) {
      log.failing(name, detail, !last.isEmpty());
    }
    long pause = last.isEmpty() ? LEAST_NANOS : FAILED_NANOS;
    return new Known(last, nowNanos + pause, true, detail);
  }

  private static List<InetAddress> sorted(List<InetAddress> addresses) {
    if (addresses.size() < 2) {
      return addresses;
    }
    // Servers turn the order of their records: in one order, each is in turn here.
    List<InetAddress> sorted = new ArrayList<>(addresses);
    sorted.sort((a, b) -> Arrays.compareUnsigned(a.getAddress(), b.getAddress()));
    return List.copyOf(sorted);
  }

  private void tell(Promise<InetAddress> promise, String name, Known now) {
    if (now.addresses.isEmpty()) {
      promise.tryFailure(unknown(name, now.detail));
    } else {
      promise.trySuccess(oneOf(now.addresses));
    }
  }

  private InetAddress oneOf(List<InetAddress> addresses) {
    int size = addresses.size();
    return size == 1
        ? addresses.get(0)
        : addresses.get(Math.floorMod(turns.getAndIncrement(), size));
  }

  int size() {
    return known.size();
  }

  private static InetAddress address(byte[] literal) {
    try {
      return InetAddress.getByAddress(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // it has the length of an address
    }
  }

  /** An IPv6 address of one of this machine's links (RFC 4007 11); looks at its interfaces only. */
  private static void zoned(String host, Promise<InetAddress> promise) {
    try {
      promise.trySuccess(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      promise.tryFailure(e);
    }
  }

  private static UnknownHostException unknown(String name, String detail) {
    return new UnknownHostException(name + ": " + detail);
  }
}
