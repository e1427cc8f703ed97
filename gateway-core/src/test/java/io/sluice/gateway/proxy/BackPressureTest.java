package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A side that reads slowly slows the other side down: between the two stands a bounded amount,
 * however large the body.
 */
class BackPressureTest {
  private static final int BLOCK = 1 << 20;
  private static final int BLOCKS = 200;
  private static final long MOST_MEMORY = 16L << 20;

  /** What the kernel's socket buffers on the way may take, with room to spare. */
  private static final long MOST_ON_THE_WAY = 64L << 20;

  private final byte[] block = Bodies.random(BLOCK);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong sent = new AtomicLong();

  static Stream<String> transports() {
    return Epoll.isAvailable() ? Stream.of("nio", "epoll") : Stream.of("nio");
  }

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }

  private static TestGateway gateway(ServerSocket origin, String transport) {
    return TestGateway.of(
            """
            routes:
              - { id: all, upstream: origin, timeout: { request: 0s } }
            upstreams:
              - { id: origin, targets: [ { address: "${origin}" } ] }
            """)
        .variable("origin", "127.0.0.1:" + origin.getLocalPort())
        .transport(transport)
        .start();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aSlowClientSlowsTheOrigin(String transport) throws Exception {
    try (ServerSocket listening = listen();
        TestGateway gateway = gateway(listening, transport);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      Future<Integer> origin =
          background(
              () -> {
                try (Socket connection = listening.accept()) {
                  readHead(connection.getInputStream());
                  write(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + length() + "\r\n\r\n");
                  return sendBody(connection.getOutputStream());
                }
              });
      write(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      readHead(client.getInputStream());
      assertStalls(gateway);
      assertThat(receiveBody(client.getInputStream(), gateway)).isEqualTo(BLOCKS);
      assertThat(origin.get(5, TimeUnit.SECONDS)).isEqualTo(BLOCKS);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aSlowOriginSlowsTheClient(String transport) throws Exception {
    try (ServerSocket listening = listen();
        TestGateway gateway = gateway(listening, transport);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length() + "\r\n\r\n");
      Future<Integer> sending = background(() -> sendBody(client.getOutputStream()));
      try (Socket origin = listening.accept()) {
        readHead(origin.getInputStream());
        assertStalls(gateway);
        assertThat(receiveBody(origin.getInputStream(), gateway)).isEqualTo(BLOCKS);
        write(origin, "HTTP/1.1 204 Done\r\n\r\n");
        assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 204");
      }
      assertThat(sending.get(5, TimeUnit.SECONDS)).isEqualTo(BLOCKS);
    }
  }

  private static long length() {
    return (long) BLOCK * BLOCKS;
  }

  private <T> Future<T> background(Callable<T> work) {
    return threads.submit(work);
  }

  private static void write(Socket to, String text) throws IOException {
    to.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      assertThat(b).as("a byte after '%s'", head).isNotNegative();
      head.append((char) b);
    }
    return head.toString();
  }

  /** The sender comes to a halt long before it has sent everything. */
  private void assertStalls(TestGateway gateway) {
    long[] last = {-1, 0};
    Await.until(
        "the sender waits",
        () -> {
          long now = sent.get();
          last[1] = now == last[0] ? last[1] + 1 : 0;
          last[0] = now;
          return last[1] == 50; // looks, some milliseconds apart
        });
    assertThat(sent.get()).isLessThan(MOST_ON_THE_WAY);
    assertThatMemoryIsBounded(gateway);
  }

  private static void assertThatMemoryIsBounded(TestGateway gateway) {
    assertThat(gateway.metric("sluice_buffer_bytes{kind=\"direct\"}"))
        .isGreaterThan(0)
        .isLessThan(MOST_MEMORY);
  }

  private int sendBody(OutputStream out) throws IOException {
    for (int i = 0; i < BLOCKS; i++) {
      for (int from = 0; from < BLOCK; from += 1 << 16) {
        out.write(block, from, 1 << 16);
        sent.addAndGet(1 << 16);
      }
    }
    return BLOCKS;
  }

  /** Reads blocks until one is not as it was sent; how many were. */
  private int receiveBody(InputStream in, TestGateway gateway) throws IOException {
    byte[] received = new byte[BLOCK];
    for (int i = 0; i < BLOCKS; i++) {
      if (in.readNBytes(received, 0, BLOCK) < BLOCK || !Arrays.equals(received, block)) {
        return i;
      }
      if (i % 20 == 0) {
        assertThatMemoryIsBounded(gateway);
      }
    }
    return BLOCKS;
  }
}
