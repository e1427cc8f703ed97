package io.sluice.gateway.observe;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** Where the lines go; may block, so used on writers' threads alone. */
interface LogSink {

  /** Writes whole lines. */
  void write(byte[] lines) throws IOException;

  /** Lets go of the file and opens its path anew, after a log rotation has moved it away. */
  void reopen() throws IOException;

  void close() throws IOException;

  /**
   * A file to append to, or {@code -} for standard output.
   *
   * @throws IOException when the file cannot be opened, naming it
   */
  static LogSink open(String path) throws IOException {
    return path.equals("-") ? new Stdout(System.out) : new File(Path.of(path));
  }

  /** Standard output, which is not ours to close. */
  record Stdout(PrintStream out) implements LogSink {
    @Override
    public void write(byte[] lines) throws IOException {
      out.write(lines, 0, lines.length);
      if (out.checkError()) {
        throw new IOException("standard output is closed");
      }
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {}
  }

  /** A file that grows. */
  final class File implements LogSink {
    private final Path path;
    private OutputStream out;

    File(Path path) throws IOException {
      this.path = path;
      this.out = append(path);
    }

    @Override
    public void write(byte[] lines) throws IOException {
      out.write(lines);
    }

    @Override
    public void reopen() throws IOException {
      OutputStream old = out;
      out = append(path);
      old.close();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }

    private static OutputStream append(Path path) throws IOException {
      return new FileOutputStream(path.toFile(), true);
    }
  }
}
