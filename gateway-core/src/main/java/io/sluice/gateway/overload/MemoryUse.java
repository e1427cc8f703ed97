package io.sluice.gateway.overload;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * How full the memory is that a proxy runs out of: the heap without what is young, and Netty's
 * direct memory, whichever is fuller. Young space fills up and is emptied all the time, which says
 * nothing; where a collector has no young space, what it has not collected yet counts as well.
 */
public final class MemoryUse implements IntSupplier {
  private final List<MemoryPoolMXBean> old;
  private final long maxHeap = Runtime.getRuntime().maxMemory();

  /** Of this process. */
  public MemoryUse() {
    old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && !isYoung(pool))
            .toList();
  }

  private static boolean isYoung(MemoryPoolMXBean pool) {
    return pool.getName().contains("Eden") || pool.getName().contains("Young");
  }

  /** Percent in use, 0 to 100. Does not wait, but is too slow for every request. */
  @Override
  public int getAsInt() {
    long used = 0;
    for (MemoryPoolMXBean pool : old) {
      used += pool.getUsage().getUsed();
    }
    return (int) Math.min(100, Math.max(percent(used, maxHeap), direct()));
  }

  private static long direct() {
    return percent(PlatformDependent.usedDirectMemory(), PlatformDependent.maxDirectMemory());
  }

  private static long percent(long used, long max) {
    return used <= 0 || max <= 0 ? 0 : used * 100 / max;
  }
}
