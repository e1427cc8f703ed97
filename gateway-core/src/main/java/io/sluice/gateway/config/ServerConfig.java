package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** What belongs to the process as a whole; a reload does not change it. */
public record ServerConfig(
    @Option(value = "Event loops; 0 = one for each core.", orElse = "0", min = 0, max = 1024)
        int workers,
    @Option(value = "How sockets are driven; auto takes the best that loads.", orElse = "auto")
        Transport transport,
    @Option(
            value = "How long exchanges in flight may take to finish when the gateway stops.",
            orElse = "30s")
        Duration drainTimeout,
    @Option(
            value =
                "How long the gateway goes on accepting once it is told to stop and says that it is"
                    + " not ready, so that load balancers notice.",
            orElse = "0s")
        Duration drainDelay,
    @Option(
            value = "Where this gateway stands: targets of the same zone come first.",
            orElse = "\"\"")
        String zone) {

  /** How sockets are driven. */
  public enum Transport {
    AUTO,
    IO_URING,
    EPOLL,
    KQUEUE,
    NIO
  }
}
