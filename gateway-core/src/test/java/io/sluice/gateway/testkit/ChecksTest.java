package io.sluice.gateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** That a leak and a blocked event loop fail a build, shown by test classes that do both. */
class ChecksTest {
  @Test
  void aLeakedBufferFailsItsTestClass() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    String failures = failuresOf(Leaking.class);
    assertThat(failures).contains("1 leaked").contains("ByteBuf").contains("drop(ChecksTest.java");
  }

  @Test
  void aSleepOnAWorkerFailsItsTestClass() {
    assertThat(BlockCheck.isInstalled()).isTrue();
    String failures = failuresOf(Blocking.class);
    assertThat(failures).contains("an event loop was blocked").contains("java.lang.Thread.sleep");
    assertThat(failures).contains("sluice-worker-");
  }

  @Test
  void aCleanTestClassPasses() {
    assertThat(failuresOf(Clean.class)).isEmpty();
  }

  private static String failuresOf(Class<?> tests) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    LauncherFactory.create().execute(request, summary);
    assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(1);
    StringWriter text = new StringWriter();
    if (summary.getSummary().getTotalFailureCount() > 0) {
      summary.getSummary().printFailuresTo(new PrintWriter(text), 50);
    }
    return text.toString();
  }

  // Run by the tests above only: Surefire takes no nested classes by itself.

  static final class Leaking {
    @Test
    void drops() {
      drop();
    }

    private static void drop() {
      ByteBuf lost = ByteBufAllocator.DEFAULT.buffer(16);
      lost.writeByte(1);
    }
  }

  static final class Blocking {
    @Test
    void sleepsOnAWorker() throws InterruptedException {
      EventLoop loop = new DefaultEventLoop(new DefaultThreadFactory("sluice-worker", true));
      loop.submit(Blocking::sleep).await(5, TimeUnit.SECONDS);
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private static void sleep() {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static final class Clean {
    @Test
    void releases() {
      ByteBufAllocator.DEFAULT.buffer(16).release();
    }
  }
}
