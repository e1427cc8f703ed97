package io.sluice.ratelimit.redis;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A rule that Redis runs. The text is a resource beside this class. */
enum Script {
  TOKEN_BUCKET("token_bucket", 3),
  LEAKY_BUCKET("leaky_bucket", 3),
  SLIDING_WINDOW("sliding_window", 3),
  LEASE("lease", 6),
  ONCE("once", 1);

  private final String text;
  private final String digest;
  private final int words;

  Script(String name, int words) {
    this.words = words;
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException(name + ".lua: not in the jar");
      }
      byte[] bytes = in.readAllBytes();
      text = new String(bytes, StandardCharsets.UTF_8);
      digest = Base16.digest(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }

  /** How many integers it returns. */
  int words() {
    return words;
  }

  /** SHA-1 in hex: the name that Redis knows it by. */
  String digest() {
    return digest;
  }
}
