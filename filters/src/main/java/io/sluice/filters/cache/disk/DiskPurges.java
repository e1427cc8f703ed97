package io.sluice.filters.cache.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.store.StoredBody;
import io.sluice.gateway.api.Purge;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been purged while there were files, for after a restart: in a file that grows, each as
 * its length, its CRC-32C and its text. One thread; it waits for the disk.
 */
final class DiskPurges {

  /** So many of different targets are remembered. */
  static final int MOST = 10_000;

  private static final int LONGEST = 1 << 20; // bytes of one
  private static final long MOST_BYTES = 64 << 20; // of the file; nobody writes more

  private final Path file;
  private final Path fresh;
  private int count; // in the file

  DiskPurges(Path root) {
    file = root.resolve("purges");
    fresh = root.resolve("new-purges");
  }

  /**
   * Reads the file and writes it anew, each target once.
   *
   * @param oldest purges with lower numbers are about nothing any more
   * @return numbers of what was purged; null when it cannot be told or is too much: the file is
   *     empty then
   */
  @Nullable Map<Purge, Long> read(long oldest) throws IOException {
    Map<Purge, Long> purges = new LinkedHashMap<>();
    ByteBuf written = Unpooled.buffer();
    boolean sound = read(purges);
    purges.values().removeIf(number -> number < oldest);
    sound &= purges.size() <= MOST;
    if (sound) {
      purges.forEach((purge, number) -> write(number, purge, written));
    }
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      DiskFiles.write(channel, written);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    count = sound ? purges.size() : 0;
    return sound ? purges : null;
  }

  private boolean read(Map<Purge, Long> to) throws IOException {
    ByteBuf in;
    try {
      if (Files.size(file) > MOST_BYTES) {
        return false;
      }
      in = Unpooled.wrappedBuffer(Files.readAllBytes(file));
    } catch (NoSuchFileException none) {
      return true;
    }
    try {
      while (in.isReadable()) {
        int length = in.readInt();
        int checksum = in.readInt();
        ByteBuf text = in.readSlice(length);
        if (StoredBody.checksum(text) != checksum) {
          return false;
        }
        put(text.toString(StandardCharsets.UTF_8).split(" ", 4), to);
      }
      return true;
    } catch (IndexOutOfBoundsException | IllegalArgumentException torn) {
      return false;
    }
  }

  private static void put(String[] parts, Map<Purge, Long> to) {
    boolean soft = Boolean.parseBoolean(parts[2]);
    Purge purge = new Purge(Purge.By.valueOf(parts[1]), parts[3], soft);
    to.merge(purge, Long.parseLong(parts[0]), Math::max);
  }

  /** Adds one; false when there are so many that the file is to be read, and so written anew. */
  boolean add(long number, Purge purge) throws IOException {
    ByteBuf out = Unpooled.buffer();
    write(number, purge, out);
    if (out.readableBytes() > LONGEST) {
      throw new IOException("a purge of " + out.readableBytes() + " bytes");
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      DiskFiles.write(channel, out);
    }
    return ++count <= 2 * MOST;
  }

  private static void write(long number, Purge purge, ByteBuf out) {
    String text = number + " " + purge.by().name() + ' ' + purge.soft() + ' ' + purge.value();
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    out.writeInt(bytes.readableBytes()).writeInt(StoredBody.checksum(bytes)).writeBytes(bytes);
  }
}
