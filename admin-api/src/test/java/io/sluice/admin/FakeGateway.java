package io.sluice.admin;

import io.sluice.gateway.api.GatewayControl;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.group.GroupStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A gateway whose state the test sets. */
final class FakeGateway implements GatewayControl {
  volatile State state = State.READY;
  volatile Callable<String> metrics = () -> "up 1\n";
  volatile InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Override
  public InetSocketAddress adminAddress() {
    return address;
  }

  @Override
  public void adminBound(InetSocketAddress bound) {
    address = bound;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public String scrape() {
    try {
      return metrics.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long revision() {
    return 1;
  }

  @Override
  public SortedSet<String> upstreams() {
    return new TreeSet<>();
  }

  @Override
  public @Nullable GroupStatus endpoints(String upstreamId) {
    return null;
  }

  @Override
  public boolean operator(String upstreamId, Address endpoint, OperatorState state) {
    return false;
  }
}
