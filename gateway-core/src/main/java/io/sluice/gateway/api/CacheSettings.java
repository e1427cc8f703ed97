package io.sluice.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much the tiers of the cache may keep, and where: they are shared by all routes. */
public record CacheSettings(
    @Option(value = "The tier in memory.", orElse = "{}") Memory memory,
    @Option("The tier on the local disk; none: there is none.") @Nullable Disk disk,
    @Option(value = "The tier in Redis, which is the one of redis.", orElse = "{}") Redis redis,
    @Option("What is fetched when the gateway starts; none: nothing.") @Nullable StartList warmUp) {

  /**
   * In memory.
   *
   * @param size with fields and objects, outside of the heap and on it
   */
  public record Memory(
      @Option(
              value = "The most that it keeps, with all that its entries take.",
              orElse = "256MiB",
              min = 0)
          ByteSize size) {}

  /** On the local disk. */
  public record Disk(
      @Option("Directory that is this gateway's alone; made if it is missing.") String path,
      @Option(value = "The most that it keeps.", orElse = "1GiB", min = 1 << 20) ByteSize size) {}

  /** In Redis. */
  public record Redis(
      @Option(
              value = "What its keys begin with; gateways that say the same share.",
              orElse = "sluice:cache:",
              pattern = "[!-~]{1,128}")
          String prefix) {}

  /**
   * Addresses that the cache is warmed with when the gateway starts, and when they change.
   *
   * @param file in the working directory, unless it says otherwise
   */
  public record StartList(
      @Option(
              value = "Addresses: http://host/path, https://host/path or /path.",
              max = WarmAddress.MOST,
              pattern = WarmAddress.PATTERN)
          List<String> urls,
      @Option("A file with more of them, one a line; # begins a comment.") @Nullable String file) {
    public StartList {
      if (urls.isEmpty() && file == null) {
        throw new IllegalArgumentException("neither urls nor file (expected: one, or both)");
      }
      for (int i = 0; i < urls.size(); i++) {
        if (urls.get(i).length() > WarmAddress.LONGEST) {
          throw new IllegalArgumentException(
              "urls["
                  + i
                  + "]: "
                  + urls.get(i).length()
                  + " characters (expected: at most "
                  + WarmAddress.LONGEST
                  + ")");
        }
      }
    }
  }
}
