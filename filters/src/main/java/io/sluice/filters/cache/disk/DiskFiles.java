package io.sluice.filters.cache.disk;

import io.netty.buffer.ByteBuf;
import io.sluice.filters.auth.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directory: a file for each record, named by the hash of its place, in 256 directories by its
 * first two digits; {@code lock}, which the gateway holds that has it; {@code new}, the one file
 * that is being written; and those of {@link DiskPurges}. What has another name is left alone.
 *
 * <p>A file is moved to its place when it is whole. It is not forced to the disk: what a power
 * failure tears does not have its checksum.
 *
 * <p>All methods wait for the disk. One thread calls those that change something.
 */
final class DiskFiles {

  /** How many directories there may be. */
  static final int DIRECTORIES = 256;

  private static final int DIGITS = 2; // of their names
  private static final int NAME = 64; // hexadecimal digits

  private final Path root;
  private @Nullable FileChannel lock;

  DiskFiles(Path root) {
    this.root = root;
  }

  /** Takes the directory, which is made if it is missing; false while another gateway has it. */
  boolean lock() throws IOException {
    Files.createDirectories(root);
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isTaken(channel)) {
      channel.close();
      return false;
    }
    lock = channel; // which holds the lock as long as it is open
    Files.deleteIfExists(fresh());
    return true;
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock taken = channel.tryLock();
      return taken != null;
    } catch (OverlappingFileLockException ours) { // of this process, as is one that just closes
      return false;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Gives the directory back. */
  void unlock() throws IOException {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  private Path fresh() {
    return root.resolve("new");
  }

  Path path(Sha256 name) {
    String hex = name.hex();
    return root.resolve(hex.substring(0, DIGITS)).resolve(hex);
  }

  /**
   * Writes a file, in the place of one of the same name. The one that is there stays if it fails.
   */
  void write(Sha256 name, ByteBuf head, ByteBuf body) throws IOException {
    if (!Files.isDirectory(root)) { // somebody has removed it, with the lock
      unlock();
      if (!lock()) {
        throw new IOException("another gateway has the directory");
      }
    }
    Path fresh = fresh();
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, head);
      write(channel, body);
    } catch (IOException e) { // the disk may be full: what is there of it only takes room
      discard(fresh, e);
      throw e;
    }
    Path path = path(name);
    Path directory = path.getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }

  static void write(FileChannel channel, ByteBuf bytes) throws IOException {
    for (ByteBuffer part : bytes.nioBuffers()) {
      while (part.hasRemaining()) {
        channel.write(part);
      }
    }
  }

  private static void discard(Path fresh, IOException cause) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  void delete(Sha256 name) throws IOException {
    Files.deleteIfExists(path(name));
  }

  /** Names of the files in one directory, 0 to {@link #DIRECTORIES}. */
  List<Sha256> list(int directory) throws IOException {
    String digits = HexFormat.of().toHexDigits((byte) directory);
    List<Sha256> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(digits))) {
      for (Path file : files) {
        Sha256 name = parse(String.valueOf(file.getFileName()));
        if (name != null && name.hex().startsWith(digits)) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  private static @Nullable Sha256 parse(String hex) {
    if (hex.length() != NAME || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      return null;
    }
    Sha256 name = new Sha256(part(hex, 0), part(hex, 1), part(hex, 2), part(hex, 3));
    return name.hex().equals(hex) ? name : null; // in lower case
  }

  private static long part(String hex, int index) {
    return HexFormat.fromHexDigitsToLong(hex, index * NAME / 4, (index + 1) * NAME / 4);
  }
}
