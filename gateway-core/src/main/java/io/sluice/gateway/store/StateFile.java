package io.sluice.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A file that only its owner may read, that one process at a time writes, and that is either
 * appended to or replaced as a whole. What was written is on the disk when a method returns. One
 * thread at a time.
 */
final class StateFile implements AutoCloseable {
  private final Path file;
  private final Path folder;
  private final Path writing;
  private final UnaryOperator<FileChannel> disk;
  private @Nullable FileChannel lock;
  private @Nullable FileChannel channel;
  private @Nullable Object key; // the file system's word for what is open
  private long end;

  /**
   * @param disk stands between this and the files that it writes
   */
  StateFile(Path file, UnaryOperator<FileChannel> disk) {
    this.file = file.toAbsolutePath();
    this.folder = this.file.getParent() == null ? this.file : this.file.getParent();
    this.writing = beside(".tmp");
    this.disk = disk;
  }

  private Path beside(String suffix) {
    return folder.resolve(file.getFileName() + suffix);
  }

  Path path() {
    return file;
  }

  /** Bytes that it has. */
  long length() {
    return end;
  }

  /** Keeps other processes, and other parts of this one, from it until it is closed. */
  void lock() throws IOException {
    if (lock != null) {
      return;
    }
    Files.createDirectories(folder);
    FileChannel side = open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = side.tryLock();
    } catch (OverlappingFileLockException e) {
      // held within this process
    } finally {
      if (held == null) {
        side.close();
      }
    }
    if (held == null) {
      throw new IOException(
          "another gateway is using it (expected: a state file for each, see store.path)");
    }
    lock = side;
    Files.deleteIfExists(writing);
  }

  /** Opens what is there, to be appended behind {@code length}; what stands behind that is cut. */
  void open(long length) throws IOException {
    FileChannel opened = disk.apply(open(file, StandardOpenOption.WRITE));
    channel = opened;
    if (opened.size() > length) {
      opened.truncate(length);
      opened.force(true);
    }
    end = length;
    key = attributes().fileKey();
  }

  /** Whether what was written is still what is there: somebody may have moved it away. */
  boolean isIntact() {
    try {
      BasicFileAttributes there = attributes();
      return channel != null && there.size() == end && Objects.equals(there.fileKey(), key);
    } catch (IOException e) {
      return false;
    }
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }

  /**
   * Appends.
   *
   * @throws IOException when it may not be there; the file is then to be {@linkplain #replace
   *     replaced}
   */
  void append(byte[] bytes) throws IOException {
    FileChannel to = channel;
    if (to == null) {
      throw new IOException("not open");
    }
    try {
      write(to, bytes, end);
      end += bytes.length;
    } catch (IOException e) {
      try {
        to.truncate(end);
        to.force(true);
      } catch (IOException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  private static void write(FileChannel to, byte[] bytes, long from) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long at = from;
    while (buffer.hasRemaining()) {
      at += to.write(buffer, at);
    }
    to.force(true);
  }

  /**
   * Replaces all that it has: it has either the old content or the new one, whatever happens.
   *
   * @param parts the new content
   */
  void replace(Iterable<byte[]> parts) throws IOException {
    Files.deleteIfExists(writing);
    FileChannel to =
        disk.apply(open(writing, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    boolean done = false;
    try {
      long length = 0;
      for (byte[] part : parts) {
        ByteBuffer buffer = ByteBuffer.wrap(part);
        while (buffer.hasRemaining()) {
          length += to.write(buffer, length);
        }
      }
      to.force(true);
      Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
      done = true;
      closeQuietly(channel);
      channel = to;
      end = length;
      key = attributes().fileKey();
    } finally {
      if (!done) {
        closeQuietly(to);
        Files.deleteIfExists(writing);
      }
    }
    forceFolder();
  }

  private void forceFolder() throws IOException {
    if (isPosix()) { // elsewhere a folder cannot be opened
      try (FileChannel directory = disk.apply(FileChannel.open(folder, StandardOpenOption.READ))) {
        directory.force(true);
      }
    }
  }

  private boolean isPosix() {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private FileChannel open(Path path, OpenOption... options) throws IOException {
    FileAttribute<?>[] attributes =
        isPosix()
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    return FileChannel.open(path, Set.of(options), attributes);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // what it had to write is on the disk, or is not wanted
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
    channel = null;
    closeQuietly(lock);
    lock = null;
  }
}
