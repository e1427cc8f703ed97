package io.sluice.gateway.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes detectors that keep what they find instead of logging it. There is one for the JVM, as
 * Netty's factory is.
 */
final class LeakRecorder extends ResourceLeakDetectorFactory {
  private static final long GC_MILLIS = 2_000;

  private final List<Recording<?>> detectors = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<String> reports = new ConcurrentLinkedQueue<>();
  private final AtomicLong tracked = new AtomicLong();
  private long checked; // of the tracked ones, at the last look; test threads in turn

  /**
   * Takes what was found to have leaked by now. Costs nothing when no buffer was made since the
   * last time.
   */
  synchronized List<String> take() {
    if (tracked.get() != checked) {
      checked = tracked.get();
      collectGarbage();
      detectors.forEach(Recording::look);
    }
    List<String> found = new ArrayList<>();
    for (String report = reports.poll(); report != null; report = reports.poll()) {
      found.add(report);
    }
    return found;
  }

  /**
   * References of one collection are enqueued in any order, but all of them before those of the
   * next: when the second round's witness has come, all leaks of the first have.
   */
  private static void collectGarbage() {
    for (int round = 0; round < 2; round++) {
      ReferenceQueue<Object> queue = new ReferenceQueue<>();
      WeakReference<Object> witness = new WeakReference<>(new Object(), queue);
      System.gc();
      try {
        queue.remove(GC_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (witness.get() != null) {
        return; // a JVM that ignores System.gc()
      }
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the one that has to be implemented
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval, long maxActive) {
    Recording<T> detector = new Recording<>(resource, samplingInterval);
    detectors.add(detector);
    return detector;
  }

  private final class Recording<T> extends ResourceLeakDetector<T> {
    Recording(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    /** A detector reports when the next object is tracked. */
    @SuppressWarnings("unchecked") // the object only has to be one
    void look() {
      T probe = (T) new Object();
      ResourceLeakTracker<T> tracker = trackForcibly(probe);
      tracker.close(probe);
    }

    @Override
    public ResourceLeakTracker<T> track(T object) {
      tracked.incrementAndGet();
      return super.track(object);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      reports.add(resourceType + " was not released." + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      reports.add(resourceType + " was not released.");
    }
  }
}
