package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.config.ConfigWarnings;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.document.BoundDocument;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway as a process: from its start over reloads to its drain. Signals only leave a wish;
 * the thread that called {@link #run} carries them out one after another, so that a reload and a
 * drain never meet.
 */
final class GatewayProcess {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);

  /** What a shell reports of a program that Ctrl-C ended. */
  private static final int FORCED = 130;

  private enum Wish {
    RELOAD,
    STOP
  }

  private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final ConfigFile file;
  private final PrintStream out;

  GatewayProcess(ConfigFile file, PrintStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Starts the gateway, and returns when a signal has ended it and it is drained. SIGTERM and
   * SIGINT end it; a second one ends the process at once. SIGHUP reads the file again.
   *
   * @param ready called once, when the listeners are bound
   * @throws ConfigException when the file cannot be used
   * @throws IOException when an address cannot be bound, or a part cannot start
   */
  void run(Consumer<GatewayConfig> ready)
      throws ConfigException, IOException, InterruptedException {
    Signals.on("TERM", this::stop);
    Signals.on("INT", this::stop);
    Signals.on("HUP", this::reload);
    BoundDocument config = load();
    Gateway gateway = start(config);
    try {
      ready.accept(config.config());
      while (wishes.take() == Wish.RELOAD) {
        reload(gateway);
      }
      gateway.drain();
    } finally {
      gateway.close();
    }
  }

  private BoundDocument load() throws ConfigException {
    BoundDocument config = file.load();
    for (ConfigWarning warning : ConfigWarnings.of(config.config())) {
      LOG.warn("{}: {}", file.path(), warning);
    }
    return config;
  }

  private Gateway start(BoundDocument config) throws ConfigException, IOException {
    try {
      return Gateway.start(file.origin(config), out);
    } catch (ConfigException e) {
      throw file.located(e);
    }
  }

  private void stop() {
    if (!stopping.compareAndSet(false, true)) {
      LOG.warn("a second signal: ending at once, whatever is in flight");
      Runtime.getRuntime().halt(FORCED);
    }
    wishes.add(Wish.STOP);
  }

  /** One reload that waits serves all signals until it begins. */
  private void reload() {
    if (!wishes.contains(Wish.RELOAD)) {
      wishes.add(Wish.RELOAD);
    }
  }

  /** Whatever is wrong with the file or a plugin that reads it, the gateway goes on. */
  private void reload(Gateway gateway) {
    try {
      apply(load(gateway), gateway);
    } catch (ConfigException e) {
      logErrors(e);
    } catch (IOException e) {
      LOG.error("the running config stays: {}", e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      LOG.error("the running config stays: {} cannot be applied", file.path(), e);
    }
  }

  private BoundDocument load(Gateway gateway) throws ConfigException {
    boolean loaded = false;
    try {
      BoundDocument config = load();
      loaded = true;
      return config;
    } finally {
      if (!loaded) {
        gateway.reloadRefused();
      }
    }
  }

  private void apply(BoundDocument config, Gateway gateway) throws ConfigException, IOException {
    try {
      gateway.reload(config);
    } catch (ConfigException e) {
      throw file.located(e);
    }
  }

  private void logErrors(ConfigException e) {
    for (ConfigError error : e.errors().all()) {
      String told = error.toString();
      String place = file.path() + ": "; // what is wrong with the file itself begins with it
      LOG.error("{}{}", told.startsWith(place) ? "" : place, told);
    }
    LOG.atError()
        .addKeyValue("errors", e.errors().all().size())
        .log("the running config stays: {} has errors", file.path());
  }
}
