package io.sluice.gateway.discovery;

import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.dns.DnsAnswer;
import io.sluice.gateway.dns.DnsResolver;
import io.sluice.gateway.dns.RecordType;
import io.sluice.gateway.dns.ServiceRecord;
import io.sluice.loadbalancer.Scheduler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A DNS that says what the test wants, and time that stands still until the test moves it. */
final class DnsScript implements DnsResolver, Scheduler, Ticker {
  private record Planned(long dueNanos, long order, Runnable task) {}

  private final NavigableSet<Planned> planned =
      new TreeSet<>(Comparator.comparingLong(Planned::dueNanos).thenComparingLong(Planned::order));
  private long orders;
  private long nowNanos = 1_000_000_000;

  /** When each question came, in nanoseconds. */
  final List<Long> asked = new ArrayList<>();

  /** What each question is answered with. */
  DnsAnswer answer = failure();

  /** Questions are kept, and not answered by themselves. */
  boolean silent;

  final List<Consumer<? super DnsAnswer>> open = new ArrayList<>();

  static DnsAnswer failure() {
    return DnsAnswer.none(DnsAnswer.Kind.FAILED, "ServFail from 10.0.0.53:53");
  }

  static DnsAnswer noName() {
    return DnsAnswer.none(DnsAnswer.Kind.NO_SUCH_NAME, "no such name");
  }

  static DnsAnswer noRecords() {
    return DnsAnswer.none(DnsAnswer.Kind.NO_RECORDS, "no A record");
  }

  static DnsAnswer addresses(long ttlSeconds, String... literals) {
    List<InetAddress> all = new ArrayList<>();
    for (String literal : literals) {
      try {
        all.add(InetAddress.getByName(literal));
      } catch (UnknownHostException e) {
        throw new AssertionError(e);
      }
    }
    return new DnsAnswer(DnsAnswer.Kind.RECORDS, all, List.of(), ttlSeconds, 0, "");
  }

  static DnsAnswer services(long ttlSeconds, ServiceRecord... all) {
    return new DnsAnswer(DnsAnswer.Kind.RECORDS, List.of(), List.of(all), ttlSeconds, 0, "");
  }

  @Override
  public void resolve(String name, RecordType type, Consumer<? super DnsAnswer> to) {
    asked.add(nowNanos);
    if (silent) {
      open.add(to);
    } else {
      to.accept(answer);
    }
  }

  @Override
  public Task after(long nanos, Runnable task) {
    Planned turn = new Planned(nowNanos + Math.max(0, nanos), orders++, task);
    planned.add(turn);
    return () -> planned.remove(turn);
  }

  /** Nanoseconds until the next task is due; -1 when there is none. */
  long untilNext() {
    return planned.isEmpty() ? -1 : planned.first().dueNanos - nowNanos;
  }

  /** Runs what is due within so much time, in order. */
  void pass(long amount, TimeUnit unit) {
    long end = nowNanos + unit.toNanos(amount);
    while (!planned.isEmpty() && planned.first().dueNanos <= end) {
      Planned next = planned.pollFirst();
      nowNanos = Math.max(nowNanos, next.dueNanos);
      next.task.run();
    }
    nowNanos = end;
  }

  /** Moves to the next task and runs it. */
  void next() {
    pass(untilNext(), TimeUnit.NANOSECONDS);
  }

  @Override
  public long nanos() {
    return nowNanos;
  }
}
