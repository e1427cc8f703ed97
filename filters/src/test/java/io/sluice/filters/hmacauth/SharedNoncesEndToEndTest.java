package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.ratelimit.redis.RedisServerProcess;
import org.junit.jupiter.api.Test;

/** Two gateways with a real Redis. */
class SharedNoncesEndToEndTest {

  private static EndToEnd gateway(RedisServerProcess redis, String replay) {
    String top = "redis: { uri: \"" + redis.uri() + "\", timeout: 500ms }";
    EndToEnd gateway = EndToEnd.of(top, "replay: { store: redis" + replay + " }");
    awaitStore(gateway, 1);
    return gateway;
  }

  private static void awaitStore(EndToEnd gateway, int up) {
    Await.until(
        "the store is " + (up == 1 ? "up" : "down"),
        () -> gateway.gateway().metrics().contains("sluice_ratelimit_store_up " + up));
  }

  private static String request(String nonce) {
    Signer signer = new Signer();
    signer.nonce = nonce;
    return signer.signed();
  }

  @Test
  void whatOneGatewayHasTakenNoneTakesAgain() {
    try (RedisServerProcess redis = RedisServerProcess.start();
        EndToEnd one = gateway(redis, "");
        EndToEnd other = gateway(redis, "")) {
      assertThat(one.send(request("a")).status()).isEqualTo(200);
      assertThat(other.send(request("a")).problem()).isEqualTo("signature_replayed");
      assertThat(one.send(request("a")).problem()).isEqualTo("signature_replayed");
      assertThat(other.send(request("b")).status()).isEqualTo(200);
    }
  }

  @Test
  void whatOneRouteHasTakenNoneTakesAgain() {
    try (RedisServerProcess redis = RedisServerProcess.start();
        EndToEnd gateway = gateway(redis, "")) {
      assertThat(gateway.send(request("a")).status()).isEqualTo(200);
      String top = "redis: { uri: \"" + redis.uri() + "\", timeout: 500ms }";
      String renamed =
          EndToEnd.document(top, "replay: { store: redis }").replace("id: test", "id: renamed");
      gateway.gateway().reload(renamed);
      assertThat(gateway.send(request("a")).problem()).isEqualTo("signature_replayed");
      assertThat(gateway.send(request("b")).status()).isEqualTo(200);
    }
  }

  @Test
  void nobodyPassesWhileTheStoreIsGone() {
    try (RedisServerProcess redis = RedisServerProcess.start();
        EndToEnd gateway = gateway(redis, "")) {
      redis.kill();
      awaitStore(gateway, 0);
      RawResponse refused = gateway.send(request("a"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.problem()).isEqualTo("store_unavailable");
      assertThat(refused.header("retry-after")).isEqualTo("1");
      redis.restart();
      awaitStore(gateway, 1);
      assertThat(gateway.send(request("a")).status()).isEqualTo(200);
    }
  }

  @Test
  void gatewayCanGoOnByItselfWhileTheStoreIsGone() {
    try (RedisServerProcess redis = RedisServerProcess.start();
        EndToEnd gateway = gateway(redis, ", on_store_error: local")) {
      assertThat(gateway.send(request("before")).status()).isEqualTo(200);
      redis.kill();
      awaitStore(gateway, 0);
      assertThat(gateway.send(request("a")).status()).isEqualTo(200);
      assertThat(gateway.send(request("a")).problem()).isEqualTo("signature_replayed");
      assertThat(gateway.send(request("before")).problem()).isEqualTo("signature_replayed");
    }
  }
}
