package io.sluice.loadbalancer.consul;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import jdk.net.ExtendedSocketOptions;
import org.apache.http.config.MessageConstraints;
import org.apache.http.config.Registry;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.ManagedHttpClientConnection;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.DefaultHttpResponseParser;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.protocol.HttpContext;
import org.apache.http.ssl.SSLContexts;
import org.apache.http.util.CharArrayBuffer;

/**
 * The HTTP client under consul-api: a bounded pool, without what could carry the token elsewhere
 * (redirects, logging of headers, proxies) or ask twice (automatic retries).
 */
final class AgentConnections {
  private static final int BUFFER_BYTES = 4096;

  private AgentConnections() {}

  static CloseableHttpClient open(int connections) {
    Registry<ConnectionSocketFactory> sockets =
        RegistryBuilder.<ConnectionSocketFactory>create()
            .register("http", new Plain())
            .register("https", new Tls())
            .build();
    PoolingHttpClientConnectionManager pool =
        new PoolingHttpClientConnectionManager(
            sockets, (route, config) -> connection(route.toString()));
    pool.setMaxTotal(connections);
    pool.setDefaultMaxPerRoute(connections);
    pool.setDefaultSocketConfig(
        SocketConfig.custom().setSoKeepAlive(true).setTcpNoDelay(true).build());
    return HttpClientBuilder.create()
        .setConnectionManager(pool)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .setUserAgent("sluice")
        .build();
  }

  /**
   * The default one logs all headers at debug level, so the token too, and would read for ever from
   * a server that is none of HTTP.
   */
  private static ManagedHttpClientConnection connection(String name) {
    return new DefaultManagedHttpClientConnection(
        name,
        BUFFER_BYTES,
        BUFFER_BYTES,
        null,
        null,
        MessageConstraints.custom().setMaxLineLength(8192).setMaxHeaderCount(100).build(),
        null,
        null,
        null,
        (buffer, constraints) ->
            new DefaultHttpResponseParser(buffer, null, null, constraints) {
              @Override
              protected boolean reject(CharArrayBuffer line, int count) {
                return true; // before the status line there is nothing to skip
              }
            });
  }

  private static final class Plain extends PlainConnectionSocketFactory {
    @Override
    public Socket createSocket(HttpContext context) throws IOException {
      return watched(super.createSocket(context));
    }
  }

  private static final class Tls extends SSLConnectionSocketFactory {
    Tls() {
      super(SSLContexts.createDefault());
    }

    @Override
    public Socket createSocket(HttpContext context) throws IOException {
      return watched(super.createSocket(context));
    }
  }

  /**
   * A question waits for minutes without a byte: a host that vanished must be noticed by the
   * kernel, here within half a minute.
   */
  private static Socket watched(Socket socket) throws IOException {
    set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, 15);
    set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
    set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    return socket;
  }

  private static void set(Socket socket, SocketOption<Integer> option, int value)
      throws IOException {
    if (socket.supportedOptions().contains(option)) {
      socket.setOption(option, value);
    }
  }
}
