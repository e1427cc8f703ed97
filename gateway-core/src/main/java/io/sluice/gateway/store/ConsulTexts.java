package io.sluice.gateway.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Texts of any length in Consul: packed, and cut into values that it takes. */
final class ConsulTexts {
  /** Consul takes 512 KiB. */
  private static final int CHUNK = 500 << 10;

  private final ConsulKv kv;

  ConsulTexts(ConsulKv kv) {
    this.kv = kv;
  }

  /**
   * Writes one.
   *
   * @param folder its own, with a slash at the end
   * @return how many chunks it takes
   */
  int write(String folder, byte[] text) throws StoreException {
    byte[] packed = packed(text);
    int chunks = 0;
    for (int from = 0; from < packed.length; from += CHUNK) {
      int to = Math.min(packed.length, from + CHUNK);
      kv.write(folder + chunks++, Arrays.copyOfRange(packed, from, to));
    }
    return chunks;
  }

  private static byte[] packed(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    } catch (IOException e) {
      throw new IllegalStateException(e); // it goes to memory
    }
    return out.toByteArray();
  }

  /** Reads one; null when it is not there, or not all of it. */
  byte @Nullable [] read(String folder, int chunks) throws StoreException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    for (int chunk = 0; chunk < chunks; chunk++) {
      byte[] bytes = kv.bytes(folder + chunk);
      if (bytes == null) {
        return null;
      }
      packed.write(bytes, 0, bytes.length);
    }
    try (GZIPInputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
      byte[] text = gzip.readNBytes(StateText.MOST_BYTES + 1);
      if (text.length > StateText.MOST_BYTES) {
        throw new IOException("more than " + StateText.MOST_BYTES + " bytes");
      }
      return text;
    } catch (IOException e) {
      throw new StoreException(folder + " in Consul is damaged: " + e.getMessage(), e);
    }
  }
}
