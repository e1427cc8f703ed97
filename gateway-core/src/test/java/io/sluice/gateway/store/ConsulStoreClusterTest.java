package io.sluice.gateway.store;

import static io.sluice.gateway.store.ConfigStoreContract.filled;
import static io.sluice.gateway.store.ConfigStoreContract.revision;
import static io.sluice.gateway.store.ConfigStoreContract.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Revision;
import io.sluice.loadbalancer.consul.ConsulAgent;
import io.sluice.loadbalancer.consul.ConsulCluster;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With three real servers, of which some are killed. */
class ConsulStoreClusterTest {
  private static final long GIVE_UP = TimeUnit.SECONDS.toNanos(60);

  private static ConsulStore store(ConsulAgent server) {
    return new ConsulStore(
        ConsulStoreTest.config(server.address().toString(), ""), "sluice/config", 100, null);
  }

  /** Appends as a gateway does: when it may not be there, it looks. */
  private static void append(ConsulStore store, Revision next) throws Exception {
    long began = System.nanoTime();
    while (true) {
      try {
        store.append(next);
        return;
      } catch (StoreException e) {
        assertThat(System.nanoTime() - began).as(e.getMessage()).isLessThan(GIVE_UP);
      }
      Thread.sleep(100);
      try {
        List<Revision> since = store.since(store.known().last());
        if (since != null && !since.isEmpty()) {
          assertThat(since).as("nobody else writes").containsExactly(next);
          return;
        }
      } catch (StoreException e) {
        assertThat(System.nanoTime() - began).as(e.getMessage()).isLessThan(GIVE_UP);
      }
    }
  }

  @Test
  void aDeadLeaderLosesNothingAndAMinorityRefuses() throws Exception {
    try (ConsulCluster cluster = ConsulCluster.start()) {
      ConsulAgent leader = cluster.leader(cluster.servers().get(0));
      ConsulAgent follower = cluster.others(leader).get(0);
      ConsulAgent other = cluster.others(leader).get(1);
      try (ConsulStore store = store(follower)) {
        store.load();
        Document document = filled(store, 5);
        for (int number = 6; number < 40; number++) {
          if (number == 15) {
            leader.kill();
          }
          List<Change> changes = step(document, number);
          append(store, revision(number, changes));
          document = document.with(changes);
        }
        try (ConsulStore fresh = store(other)) {
          Stored stored = fresh.load();
          assertThat(stored.last().number()).isEqualTo(39);
          assertThat(stored.revisions()).hasSize(39);
          assertThat(stored.document().json()).isEqualTo(document.json());
        }

        other.kill(); // the last of three knows no leader
        Document last = document;
        long began = System.nanoTime();
        assertThatThrownBy(() -> store.append(revision(40, step(last, 40))))
            .isInstanceOf(StoreException.class)
            .isNotInstanceOf(StoreException.Overtaken.class);
        assertThatThrownBy(() -> store.since(store.known().last()))
            .isInstanceOf(StoreException.class);
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(20));
        assertThat(store.status().reachable()).isFalse();
        assertThat(store.status().trouble()).contains("(last reached 20");
      }
    }
  }
}
