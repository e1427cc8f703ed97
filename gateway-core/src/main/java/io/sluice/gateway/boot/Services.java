package io.sluice.gateway.boot;

import io.sluice.gateway.service.GatewayControl;
import io.sluice.gateway.service.GatewayService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs beside the data plane: the services of all jars on the class path. Control thread. */
final class Services {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);

  private final List<GatewayService> started = new ArrayList<>();

  /**
   * Finds and starts all.
   *
   * @return a line on each for the start-up log
   * @throws IOException when one cannot be made or started, naming it
   */
  List<String> start(GatewayControl control) throws IOException {
    Providers providers = Providers.of(GatewayService.class);
    return start(control, providers, ServiceLoader.load(GatewayService.class).iterator());
  }

  private List<String> start(
      GatewayControl control, Providers providers, Iterator<GatewayService> found)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (GatewayService service = next(found, providers);
        service != null;
        service = next(found, providers)) {
      lines.add(start(control, service));
      started.add(service);
    }
    return lines;
  }

  private static @Nullable GatewayService next(Iterator<GatewayService> found, Providers providers)
      throws IOException {
    try {
      return found.hasNext() ? found.next() : null;
    } catch (ServiceConfigurationError | LinkageError e) { // not found, or for a newer Java
      throw providers.broken(e);
    }
  }

  private static String start(GatewayControl control, GatewayService service) throws IOException {
    try {
      return service.name() + " on " + service.start(control);
    } catch (IOException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      throw new IOException(service.name() + ": cannot start: " + e, e);
    }
  }

  /**
   * Has all of them make ready for a reload: all or none.
   *
   * @return their changes as one, which cannot fail any more
   * @throws IOException when one cannot
   */
  GatewayService.Change prepare(InetSocketAddress adminAddress) throws IOException {
    Changes changes = new Changes();
    boolean whole = false;
    try {
      for (GatewayService service : started) {
        changes.all.add(prepared(service, adminAddress));
      }
      whole = true;
      return changes;
    } finally {
      if (!whole) {
        changes.abandon();
      }
    }
  }

  private static GatewayService.Change prepared(GatewayService service, InetSocketAddress address)
      throws IOException {
    try {
      return service.prepare(address);
    } catch (IOException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      throw new IOException(service.name() + ": cannot reload: " + e, e);
    }
  }

  /** One that fails, whatever it promised, does not keep the others. */
  private static final class Changes implements GatewayService.Change {
    private final List<GatewayService.Change> all = new ArrayList<>();

    @Override
    public void commit() {
      all.forEach(change -> ControlThread.attempt(change::commit));
    }

    @Override
    public void abandon() {
      all.forEach(change -> ControlThread.attempt(change::abandon));
    }
  }

  /** Stops all that have started; one that fails does not keep the others. */
  void stop() {
    for (GatewayService service : started) {
      try {
        service.stop();
      } catch (RuntimeException | LinkageError e) {
        LOG.error("{} cannot be stopped", service.getClass().getName(), e);
      }
    }
    started.clear();
  }
}
