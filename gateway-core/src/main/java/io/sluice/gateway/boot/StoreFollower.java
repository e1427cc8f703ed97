package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.store.ConfigStore;
import io.sluice.gateway.store.StoreException;
import io.sluice.gateway.store.Stored;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into force what other nodes of a fleet have put into the store. What fails is tried again,
 * more and more seldom: a look at a store that is out of reach holds up whoever else needs the
 * control thread. Control thread.
 */
final class StoreFollower {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFollower.class);

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofSeconds(30);

  private final ControlThread control;
  private final ConfigStore store;
  private final LiveConfig live;
  private Duration pause = SOON;
  private boolean planned;
  private volatile String stuck = "";

  StoreFollower(ControlThread control, ConfigStore store, LiveConfig live) {
    this.control = control;
    this.store = store;
    this.live = live;
  }

  /** Why a revision of the store does not run here; empty when all do. Any thread. */
  String stuck() {
    return stuck;
  }

  /** Looks again some time, unless that is planned already. */
  void catchUpLater() {
    if (store.shared() && !planned) {
      planned = true;
      control.after(
          pause,
          () -> {
            planned = false;
            catchUp();
          });
      pause = pause.multipliedBy(2).compareTo(SELDOM) < 0 ? pause.multipliedBy(2) : SELDOM;
    }
  }

  /** Takes over what is there. */
  void catchUp() {
    try {
      List<Revision> behind = store.since(live.now().revision());
      if (behind == null) {
        takeOver(store.load());
      } else {
        follow(behind);
      }
      Stored known = store.known();
      Revision last = live.now().revision();
      if (known != null
          && known.last().confirmBy() == null
          && known.last().number() == last.number()
          && last.confirmBy() != null) {
        live.stays(); // another node was told
      }
      stuck = "";
      pause = SOON;
    } catch (ConfigException e) {
      live.refused();
      stuck = "a revision of the fleet cannot run here: " + e.getMessage();
      LOG.error("{}", stuck);
      catchUpLater(); // a name may be known by then
    } catch (IOException e) {
      LOG.warn("the store: {}", e.getMessage());
      catchUpLater(); // it may not tell again
    } catch (RuntimeException e) {
      live.refused();
      stuck = "a revision of the fleet cannot be read: " + e;
      LOG.error("{}", stuck, e);
    }
  }

  /** One that cannot run here may have been undone by a later one: then the last is what counts. */
  private void follow(List<Revision> behind) throws ConfigException, IOException {
    try {
      for (Revision revision : behind) {
        live.apply(revision, () -> {});
      }
    } catch (ConfigException e) {
      Stored all = store.known();
      if (all == null || all.last().number() == live.now().revision().number() + 1) {
        throw e;
      }
      takeOver(all);
    }
  }

  /** The store has another line of revisions. */
  private void takeOver(@Nullable Stored stored) throws ConfigException, IOException {
    if (stored == null) {
      throw new StoreException("it has nothing any more", null);
    }
    ConfigView before = live.now();
    Document next = live.whole(stored);
    live.apply(
        before.document().changesToPlaces(next),
        document -> History.of(document, stored.revisions()),
        () -> {});
  }
}
