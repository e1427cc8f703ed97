package io.sluice.gateway.testkit;

import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a Netty buffer is garbage and was not released, with where it was
 * made and touched. Registered by itself for every test class that has the test kit on its path.
 *
 * <p>Finds all of them with {@code -Dio.netty.leakDetection.level=paranoid}, else a sample. A
 * buffer that is still reachable when its class ends counts for a later class.
 */
public final class LeakCheck implements AfterAllCallback {
  private static final LeakRecorder RECORDER = new LeakRecorder();

  /** Made by JUnit, before the first test class is loaded and with it the first detector. */
  public LeakCheck() {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(RECORDER);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = RECORDER.take();
    if (!leaks.isEmpty()) {
      throw new AssertionError(leaks.size() + " leaked:\n" + String.join("\n\n", leaks));
    }
  }
}
