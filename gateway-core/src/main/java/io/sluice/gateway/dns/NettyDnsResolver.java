package io.sluice.gateway.dns;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Asks DNS servers on one event loop: over UDP, and over TCP where an answer is cut short.
 *
 * <p>Netty's part is one question to one server. What makes an answer of several (other servers,
 * the search list, aliases) is {@link Lookup}: Netty's own way through them tells a name that does
 * not exist from servers that fail only by its messages, and this difference decides whether
 * targets are given up.
 *
 * <p>Each question has a socket of its own, hence a port that nobody can guess (RFC 5452); how many
 * there are at a time is bounded.
 */
public final class NettyDnsResolver implements DnsResolver, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_AT_ONCE = 64;

  /** What a datagram may hold without being taken apart on its way: the DNS flag day's 1232. */
  private static final int MOST_DATAGRAM_BYTES = 1232;

  private final EventLoop loop;
  private final DnsNameResolver netty;
  final DnsSettings settings;
  final long patienceMillis;

  /** Confined to the loop, as all below. */
  private final ArrayDeque<Lookup> waiting = new ArrayDeque<>();

  private int running;
  boolean closed;

  /** The server that answered last. */
  int preferred;

  /** Never on an event loop: it loads classes that read files. */
  public NettyDnsResolver(
      EventLoop loop,
      ChannelFactory<? extends DatagramChannel> datagrams,
      ChannelFactory<? extends SocketChannel> streams,
      DnsSettings settings) {
    this(loop, datagrams, streams, settings, PATIENCE);
  }

  /**
   * @param patience how long one server may take for one question
   */
  NettyDnsResolver(
      EventLoop loop,
      ChannelFactory<? extends DatagramChannel> datagrams,
      ChannelFactory<? extends SocketChannel> streams,
      DnsSettings settings,
      Duration patience) {
    this.loop = loop;
    this.settings = settings;
    this.patienceMillis = patience.toMillis();
    this.netty =
        new DnsNameResolverBuilder(loop)
            .datagramChannelFactory(datagrams)
            .socketChannelFactory(streams)
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .nameServerProvider(name -> DnsServerAddresses.sequential(settings.servers()).stream())
            .queryTimeoutMillis(patienceMillis)
            .maxPayloadSize(MOST_DATAGRAM_BYTES)
            .searchDomains(List.of())
            .hostsFileEntriesResolver((name, types) -> null)
            .resolveCache(NoopDnsCache.INSTANCE)
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .build();
  }

  @Override
  public void resolve(String name, RecordType type, Consumer<? super DnsAnswer> to) {
    Lookup lookup = new Lookup(this, netty, name, type, to);
    try {
      loop.execute(() -> begin(lookup));
    } catch (RejectedExecutionException e) {
      lookup.refuse();
    }
  }

  private void begin(Lookup lookup) {
    if (closed) {
      lookup.refuse();
    } else if (running == MOST_AT_ONCE) {
      waiting.addLast(lookup);
    } else {
      running++;
      lookup.begin();
    }
  }

  /** One has its answer; on the loop. */
  void ended() {
    running--;
    Lookup next = waiting.pollFirst();
    if (next != null) {
      begin(next);
    }
  }

  /** Answers whatever is still asked as failed; without effect after the loop has ended. */
  @Override
  public void close() {
    try {
      loop.execute(this::closeOnLoop);
    } catch (RejectedExecutionException e) {
      // its sockets went with the loop
    }
  }

  private void closeOnLoop() {
    closed = true;
    netty.close();
    for (Lookup next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
      next.refuse();
    }
  }

  /** A server, for messages. */
  static String text(InetSocketAddress server) {
    return server.getAddress().getHostAddress() + ":" + server.getPort();
  }
}
