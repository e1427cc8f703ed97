package io.sluice.admin;

import io.netty.util.NetUtil;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.gateway.service.GatewayService;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What operators see and do: {@code /metrics}, {@code /health/live}, {@code /health/ready} and the
 * admin API under {@code /admin/v1}, on the address {@code admin.bind}.
 */
public final class AdminService implements GatewayService {
  private @Nullable AdminServer server;

  @Override
  public String name() {
    return "admin";
  }

  @Override
  public String start(GatewayControl control) throws IOException {
    AdminServer started = AdminServer.start(control, AdminLimits.DEFAULTS, Compiled.SNAPSHOT);
    server = started;
    return "http://" + NetUtil.toSocketAddressString(started.address());
  }

  @Override
  public Change prepare(InetSocketAddress adminAddress) throws IOException {
    return server == null ? Change.NONE : server.prepare(adminAddress);
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
