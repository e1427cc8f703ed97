package io.sluice.ratelimit.redis;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis on a free port of the loopback address, without persistence. It can be killed,
 * started again on its port, and held still as if it hung. One test thread uses it.
 */
public final class RedisServerProcess implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final String program = program();
  private final int port = freePort();
  private final List<String> options;
  private Process process;

  private RedisServerProcess(String... options) {
    this.options = List.of(options);
    this.process = launch();
    awaitStart();
  }

  /**
   * Returns when it answers.
   *
   * @param options of its command line, as {@code --requirepass}, {@code secret}
   */
  public static RedisServerProcess start(String... options) {
    return new RedisServerProcess(options);
  }

  public int port() {
    return port;
  }

  /** Without a password. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** At once, as if the machine had failed: it saves nothing and says nothing. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** After {@link #kill}, on the same port, empty. Returns when it answers. */
  public void restart() {
    process = launch();
    awaitStart();
  }

  /** It hangs: connections stay, answers do not come. */
  public void pause() {
    signal("-STOP");
  }

  public void resume() {
    signal("-CONT");
  }

  /**
   * Has it do one command, over a connection of its own.
   *
   * @return the answer, elements of a list in lines; an error begins with '-'
   */
  public String command(String... words) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(10_000);
      StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        int length = word.getBytes(StandardCharsets.UTF_8).length;
        request.append('$').append(length).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      return reply(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private static String reply(InputStream in) throws IOException {
    String line = line(in);
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '$' -> bulk(in, Integer.parseInt(rest));
      case '*' -> elements(in, Integer.parseInt(rest));
      case '-' -> line;
      default -> rest;
    };
  }

  private static String bulk(InputStream in, int length) throws IOException {
    if (length < 0) {
      return "";
    }
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    line(in);
    return text;
  }

  private static String elements(InputStream in, int count) throws IOException {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(reply(in));
    }
    return String.join("\n", elements);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process launch() {
    List<String> line = new ArrayList<>(List.of(program, "--port", Integer.toString(port)));
    line.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    line.addAll(options);
    try {
      return new ProcessBuilder(line)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitStart() {
    for (long start = System.nanoTime(); System.nanoTime() - start < START_NANOS; ) {
      try {
        // an error is an answer too: it may want a password
        if (!command("PING").isEmpty()) {
          return;
        }
      } catch (UncheckedIOException e) {
        if (!process.isAlive()) {
          break;
        }
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException("it does not start: " + program + " on port " + port);
  }

  /** {@code redis-server} of the path, or else the one in the jar of embedded-redis. */
  private static String program() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      File file = new File(folder, "redis-server");
      if (file.canExecute()) {
        return file.getPath();
      }
    }
    try {
      return ExecutableProvider.newJarResourceProvider().get().getPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
