package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.service.GatewayService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class AdminServiceTest {

  @Test
  void isFoundByTheGatewayAndSaysWhereItIsReached() throws Exception {
    GatewayService service = ServiceLoader.load(GatewayService.class).findFirst().orElseThrow();
    assertThat(service.name()).isEqualTo("admin");
    FakeGateway gateway = new FakeGateway();
    String where = service.start(gateway);
    try {
      assertThat(gateway.adminAddress().getPort()).isPositive(); // 0 was asked for
      assertThat(where).startsWith("http://127.0.0.1:");
      HttpRequest live = HttpRequest.newBuilder(URI.create(where + "/health/live")).build();
      assertThat(HttpClient.newHttpClient().send(live, BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    } finally {
      service.stop();
      service.stop(); // a second time does nothing
    }
  }

  @Test
  void canBeStoppedThoughItNeverStarted() {
    new AdminService().stop();
  }
}
