package io.sluice.gateway.health;

import io.sluice.gateway.config.HealthCheckConfig;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.group.Prober;

/** Makes probers of what configs say. */
public final class Probers {
  private final ProbeSockets sockets;

  public Probers(ProbeSockets sockets) {
    this.sockets = sockets;
  }

  /** The prober of an upstream. */
  public <E extends Endpoint> Prober<E> of(HealthCheckConfig check) {
    return switch (check.type()) {
      case HTTP ->
          new HttpProber<>(
              sockets,
              new HttpProbeOptions(
                  check.method(),
                  check.path(),
                  check.host(),
                  check::expects,
                  check.port(),
                  check.timeout()));
      case TCP -> new TcpProber<>(sockets, new TcpProbeOptions(check.port(), check.timeout()));
    };
  }
}
