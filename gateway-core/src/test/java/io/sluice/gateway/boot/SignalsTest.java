package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(10)
class SignalsTest {

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGWINCH")
  void runsTheActionOnEverySignal() throws Exception {
    CountDownLatch twice = new CountDownLatch(2);
    Signals.on("WINCH", twice::countDown);

    kill("WINCH");
    while (twice.getCount() == 2) { // one pending signal would swallow the next
      TimeUnit.MILLISECONDS.sleep(1);
    }
    kill("WINCH");

    assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void leavesASignalThatIsNotThereAlone() {
    assertThatCode(() -> Signals.on("NOSUCH", () -> {})).doesNotThrowAnyException();
  }

  private static void kill(String signal) throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor();
  }
}
