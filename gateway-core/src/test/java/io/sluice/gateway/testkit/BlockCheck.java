package io.sluice.gateway.testkit;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * Fails a test class in which an event loop was made to wait: sleeping, locking, blocking I/O. The
 * call itself fails too, where it happened. Registered by itself for every test class that has the
 * test kit on its path.
 *
 * <p>Needs BlockHound on the class path and the JVM flag {@code
 * -XX:+AllowRedefinitionToAddDeleteMethods}; without them it does nothing.
 */
public final class BlockCheck implements AfterAllCallback {
  private static final int MOST_KEPT = 20;
  private static final ConcurrentLinkedQueue<String> FOUND = new ConcurrentLinkedQueue<>();
  private static final boolean INSTALLED = install();

  /** Made by JUnit, before the first test class. */
  public BlockCheck() {}

  /** Whether blocking calls are caught. */
  public static boolean isInstalled() {
    return INSTALLED;
  }

  private static boolean install() {
    boolean possible =
        ManagementFactory.getRuntimeMXBean()
            .getInputArguments()
            .contains("-XX:+AllowRedefinitionToAddDeleteMethods");
    try {
      if (possible) {
        Hound.install();
      }
      return possible;
    } catch (NoClassDefFoundError e) {
      return false;
    }
  }

  private static void found(BlockingOperationError error) {
    StringBuilder trace = new StringBuilder(Thread.currentThread().getName());
    trace.append(": ").append(error.getMessage());
    for (StackTraceElement frame : error.getStackTrace()) {
      trace.append("\n\tat ").append(frame);
    }
    if (FOUND.size() < MOST_KEPT) {
      FOUND.add(trace.toString());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> found = new ArrayList<>();
    for (String trace = FOUND.poll(); trace != null; trace = FOUND.poll()) {
      found.add(trace);
    }
    if (!found.isEmpty()) {
      throw new AssertionError("an event loop was blocked:\n" + String.join("\n\n", found));
    }
  }

  /** Apart, so that nothing of BlockHound is loaded where it is not there. */
  private static final class Hound {
    private Hound() {}

    static void install() {
      BlockHound.builder()
          .loadIntegrations()
          // Netty's integration takes every thread that its factory made for an event loop.
          .nonBlockingThreadPredicate(netty -> Hound::isEventLoop)
          // Loading a class reads a jar: once, and not to be helped.
          .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
          .allowBlockingCallsInside("java.lang.invoke.MethodHandleNatives", "linkCallSite")
          // Lines of the log are rare; where they go, and whether a queue stands between, is the
          // distribution's choice.
          // closing a ring spins until the last waker has let go of it
          .allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate")
          // Threads that meet in the allocator have it make more room, until there is enough for
          // all.
          .allowBlockingCallsInside(
              "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines")
          .allowBlockingCallsInside("ch.qos.logback.classic.Logger", "callAppenders")
          .blockingMethodCallback(
              method -> {
                BlockingOperationError error = new BlockingOperationError(method);
                found(error);
                throw error;
              })
          .install();
    }

    private static boolean isEventLoop(Thread thread) {
      String name = thread.getName();
      return name.startsWith("sluice-worker-") || name.startsWith("sluice-admin-");
    }
  }
}
