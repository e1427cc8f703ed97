package io.sluice.filters.compression;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.decoder.Decoder;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** The standard decoders, over whole streams and over the beginnings of streams. */
final class Decoding {
  private Decoding() {}

  /** All of a stream that must be complete. */
  static byte[] whole(Algorithm algorithm, byte[] compressed) {
    try (InputStream in = open(algorithm, compressed, false)) {
      return algorithm == Algorithm.BR
          ? Decoder.decompress(compressed).getDecompressedData()
          : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a client can read so far of a stream that goes on. */
  static byte[] soFar(Algorithm algorithm, byte[] compressed) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = open(algorithm, compressed, true)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        read.write(b);
      }
    } catch (EOFException beginningOnly) {
      return read.toByteArray();
    } catch (IOException e) {
      if (algorithm != Algorithm.BR) { // its decoder has no exception of its own for the end
        throw new UncheckedIOException(e);
      }
    }
    return read.toByteArray();
  }

  private static InputStream open(Algorithm algorithm, byte[] compressed, boolean beginning)
      throws IOException {
    InputStream in = new ByteArrayInputStream(compressed);
    return switch (algorithm) {
      case GZIP -> new GZIPInputStream(in, 64);
      case BR -> {
        BrotliInputStream brotli = new BrotliInputStream(in, 64);
        if (beginning) {
          brotli.enableEagerOutput();
        }
        yield brotli;
      }
      case ZSTD -> new ZstdInputStream(in).setContinuous(beginning);
    };
  }
}
