package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.DiscoveryContract;
import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class ConsulDiscoveryTest extends DiscoveryContract {
  private final List<AutoCloseable> opened = new ArrayList<>();

  @Override
  protected Discovery discovering(List<Target> targets) {
    FakeConsul consul = new FakeConsul().targets(targets);
    ConsulWatcher watcher = new ConsulWatcher(new ConsulOptions(consul.address()));
    opened.add(watcher);
    opened.add(consul);
    return new ConsulDiscovery(watcher, new ServiceQuery("users"));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }
}
