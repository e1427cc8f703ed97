package io.sluice.gateway.overload;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.OverloadConfig;
import io.sluice.gateway.config.RequestClass;
import io.sluice.gateway.event.Worker;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits exchanges while there are means to serve them. Three things count: how late the worker's
 * event loop is, how full the memory is, and how many exchanges there are; whichever is worst
 * decides, and the lowest class goes first. One for a gateway, over all configs.
 *
 * <p>Of the places under a cap some are kept for the classes above ({@link Reserve}).
 */
public final class Overload {
  private static final String UNKNOWN = "";

  private final InFlight inFlight;
  private final Pressure[] pressures;
  private final Reserve reserve = new Reserve();
  private final IntSupplier memory;
  private final ClientRates rates = new ClientRates();
  private final Ticker ticker;
  private final long origin;

  private volatile Rules rules; // written by the control thread
  private volatile int memoryPercent; // written by whoever samples

  /** What of one config is asked for each request. */
  private record Rules(OverloadConfig config, long lagNanos, ClassRules classes) {}

  /**
   * Of a gateway with so many workers.
   *
   * @param memory percent in use, asked by {@link #sampleMemory} alone
   */
  public Overload(int workers, OverloadConfig config, IntSupplier memory, Ticker ticker) {
    this.inFlight = new InFlight(workers);
    this.pressures = new Pressure[workers];
    for (int i = 0; i < workers; i++) {
      pressures[i] = new Pressure();
    }
    this.memory = memory;
    this.ticker = ticker;
    this.origin = ticker.nanos();
    this.rules = rulesOf(config);
  }

  /** Puts a config into force. Control thread. */
  public void adopt(OverloadConfig config) {
    rules = rulesOf(config);
  }

  private Rules rulesOf(OverloadConfig config) {
    return new Rules(config, config.maxEventLoopLag().toNanos(), new ClassRules(config, rates));
  }

  /** Looks how full the memory is; now and then, on any one thread. */
  public void sampleMemory() {
    memoryPercent = memory.getAsInt();
  }

  /** A worker's clock ticked, so late; on the worker. */
  public void ticked(int worker, long lagNanos) {
    Rules now = rules;
    int most = now.config.maxMemoryPercent();
    boolean full = most > 0 && memoryPercent > most;
    pressures[worker].ticked(sinceOrigin(), lagNanos, now.lagNanos, full);
  }

  private long sinceOrigin() {
    return ticker.nanos() - origin;
  }

  /** The field in which a trusted proxy names a request's class; empty when none does. */
  public String classHeader() {
    return rules.config.classHeader();
  }

  /**
   * Counts an exchange in that begins; each success is paired with {@link #leave}. On its worker.
   *
   * @param ofRoute the class of its route
   * @param told what a trusted proxy says of its class, or null
   * @return false when it is to be refused
   */
  public boolean enter(
      Worker worker, Exchange exchange, RequestClass ofRoute, @Nullable String told) {
    Rules now = rules;
    Pressure pressure = pressures[worker.index()];
    int cap = now.config.maxInflight();
    if (cap == 0 && pressure.value() == 0 && !now.classes.countsClients()) {
      return inFlight.enter(worker.index(), 0);
    }
    long at = sinceOrigin();
    boolean fast = now.classes.isFast(exchange.clientAddress(), at);
    long least = reserve.places(cap, RequestClass.SHEDDABLE, at);
    if (pressure.value() == 0 && inFlight.enter(worker.index(), least)) {
      return true; // whatever its class is
    }
    String agent = fast ? exchange.requestHeaders().get("user-agent") : UNKNOWN;
    RequestClass its = now.classes.of(ofRoute, told, fast, agent);
    if (pressure.refuses(its, worker.random())) {
      return false;
    }
    boolean placed = inFlight.enter(worker.index(), reserve.places(cap, its, at));
    if (!placed && its == RequestClass.CRITICAL) {
      reserve.starved(at);
    }
    return placed;
  }

  /** Counts an exchange out; on the worker that counted it in. */
  public void leave(Worker worker) {
    inFlight.leave(worker.index());
  }

  /** How hard pressed the worst worker is, 0 to 3; any thread. */
  public double pressure() {
    double worst = 0;
    for (Pressure pressure : pressures) {
      worst = Math.max(worst, pressure.value());
    }
    return worst;
  }
}
