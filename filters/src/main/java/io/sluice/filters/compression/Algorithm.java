package io.sluice.filters.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A content coding that the filter can produce. */
public enum Algorithm {
  /** RFC 1952, by the JDK. */
  GZIP("gzip", 6, 9) {
    @Override
    @Nullable Throwable whyUnavailable() {
      return null;
    }

    @Override
    Encoder open(int level, long length) {
      return new GzipEncoder(level);
    }
  },

  /** RFC 7932; the library's native part comes in one jar for each platform. */
  BR("br", 4, 6) {
    @Override
    @Nullable Throwable whyUnavailable() {
      return Brotli4jLoader.isAvailable() ? null : Brotli4jLoader.getUnavailabilityCause();
    }

    @Override
    Encoder open(int level, long length) throws IOException {
      return new BrotliEncoder(level, length);
    }
  },

  /** RFC 8878; the library brings the native part of most platforms. */
  ZSTD("zstd", 3, 9) {
    @Override
    @Nullable Throwable whyUnavailable() {
      try {
        Native.load();
        return null;
      } catch (LinkageError unavailable) {
        return unavailable;
      }
    }

    @Override
    Encoder open(int level, long length) {
      return new ZstdEncoder(level, length);
    }
  };

  /** Its name in Accept-Encoding, Content-Encoding and the config. */
  final String token;

  final int defaultLevel;

  /**
   * Above these the encoders take tens of MiB for one stream, or so long over one piece that the
   * other exchanges of the event loop wait.
   */
  final int maxLevel;

  Algorithm(String token, int defaultLevel, int maxLevel) {
    this.token = token;
    this.defaultLevel = defaultLevel;
    this.maxLevel = maxLevel;
  }

  /** Why it cannot be used on this platform, or null when it can; may load native code. */
  abstract @Nullable Throwable whyUnavailable();

  /**
   * Starts one compressed stream.
   *
   * @param level 1 to {@link #maxLevel}
   * @param length bytes that will come, or -1 when that is not known
   * @throws IOException when the native part cannot take it up
   */
  abstract Encoder open(int level, long length) throws IOException;
}
