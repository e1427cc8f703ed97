package io.sluice.filters.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.netty.channel.EventLoop;
import io.sluice.gateway.api.Network;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to Redis that live on one event loop of the gateway.
 *
 * <p>Lettuce would bring threads of its own: loops, two for events, one for timeouts. All of that
 * is the one loop here. What blocks while a connection is made, looking up the host and reading the
 * certificates that the JDK trusts, is done on a thread that ends a second later.
 */
public final class Dialer implements AutoCloseable {
  /** How many commands may wait in Lettuce; who asks bounds them before. */
  private static final int MOST_WAITING = 32_768;

  private final RedisURI uri;
  private final EventLoop loop;
  private final LoopClient client;
  private final ThreadPoolExecutor thread;

  /** Who may vouch for the server; the dialing thread's. */
  private @Nullable TrustManagerFactory trusted;

  /** On the next of the network's loops. */
  public Dialer(RedisAddress address, Network network) {
    uri = address.uri();
    loop = network.loops().next();
    client = new LoopClient(new LoopResources(loop), uri, loop, network.channels());
    thread =
        new ThreadPoolExecutor(
            0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Dialer::daemon);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sluice-redis-dial");
    thread.setDaemon(true);
    return thread;
  }

  /** Where its connections live. */
  public EventLoop loop() {
    return loop;
  }

  /** Any thread; does not wait. */
  public <K, V> CompletionStage<StatefulRedisConnection<K, V>> dial(RedisCodec<K, V> codec) {
    return CompletableFuture.supplyAsync(() -> connect(codec), thread).thenCompose(made -> made);
  }

  private <K, V> CompletionStage<StatefulRedisConnection<K, V>> connect(RedisCodec<K, V> codec) {
    client.setOptions(options());
    return client.connectAsync(codec, uri);
  }

  private ClientOptions options() {
    ClientOptions.Builder options =
        ClientOptions.builder()
            // who asks makes a new connection when one has failed
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MOST_WAITING)
            // and keeps time
            .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
            .protocolVersion(ProtocolVersion.RESP2)
            .socketOptions(
                SocketOptions.builder().connectTimeout(RedisAddress.CONNECT_TIMEOUT).build());
    if (uri.isSsl()) {
      options.sslOptions(
          SslOptions.builder()
              .handshakeTimeout(RedisAddress.CONNECT_TIMEOUT)
              .trustManager(trusted())
              .build());
    }
    return options.build();
  }

  /** Those of the JDK, read here so that the loop need not. */
  private TrustManagerFactory trusted() {
    TrustManagerFactory known = trusted;
    if (known == null) {
      try {
        known = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        known.init((KeyStore) null);
      } catch (GeneralSecurityException e) {
        throw new CompletionException(e);
      }
      trusted = known;
    }
    return known;
  }

  /** The loop is not touched. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
