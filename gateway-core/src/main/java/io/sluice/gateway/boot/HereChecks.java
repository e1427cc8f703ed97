package io.sluice.gateway.boot;

import io.sluice.gateway.config.OutsideChecks;
import io.sluice.gateway.config.ServerConfig;
import io.sluice.gateway.observe.AccessLogs;
import io.sluice.gateway.server.Transport;
import io.sluice.gateway.upstream.HostNames;

/** What the gateway would say of a document's values if it ran here and now. */
final class HereChecks implements OutsideChecks {
  @Override
  public void logFormat(String format) {
    AccessLogs.checkFormat(format);
  }

  @Override
  public void logPath(String path) {
    AccessLogs.checkPath(path);
  }

  @Override
  public void host(String name) {
    HostNames.lookUp(name);
  }

  @Override
  public void transport(ServerConfig.Transport transport) {
    Transport.check(transport);
  }
}
