package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.group.OperatorState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of one look at the gateway after another. */
class SamplerTest {
  private final FakeGateway gateway = new FakeGateway();
  private final AtomicLong nanos = new AtomicLong();
  private final Sampler sampler = new Sampler(gateway, nanos::get);

  @BeforeEach
  void nothingPasses() {
    gateway.figures = () -> RatesTest.figures(0, 0, 0, 0, 0, 0);
  }

  @Test
  void theFirstLookTellsNothing() {
    assertThat(sampler.sample()).isEmpty();
  }

  @Test
  void tellsFiguresOfTheTimeSinceTheLastLook() {
    sampler.sample();
    gateway.figures = () -> RatesTest.figures(8, 2, 3, 8, 0, 0);
    assertThat(next())
        .containsExactly(
            """
            event: figures
            data: {"requests_per_second":4.0,"errors_per_second":1.0,"p50":0.005,"p95":0.0095,\
            "p99":0.0099,"in_flight":3,"lag":0.25}

            """);
  }

  @Test
  void tellsOfAnEndpointWhenItsHealthChanges() {
    gateway.upstreams.put(
        "users",
        List.of(FakeGateway.endpoint("127.0.0.1", 9001), FakeGateway.endpoint("127.0.0.1", 9002)));
    sampler.sample();
    assertThat(next()).hasSize(1); // the figures
    gateway.operator("users", new Address("127.0.0.1", 9002), OperatorState.DOWN);
    assertThat(next().get(0))
        .isEqualTo(
            """
            event: health
            data: {"upstream":"users","endpoint":"127.0.0.1:9002","healthy":false}

            """);
    assertThat(next()).hasSize(1);
    gateway.operator("users", new Address("127.0.0.1", 9002), OperatorState.NONE);
    assertThat(next().get(0)).contains("\"healthy\":true");
  }

  @Test
  void anEndpointThatComesOrGoesHasNotChanged() {
    sampler.sample();
    gateway.upstreams.put("users", List.of(FakeGateway.endpoint("127.0.0.1", 9001)));
    assertThat(next()).hasSize(1);
    gateway.upstreams.clear();
    assertThat(next()).hasSize(1);
  }

  @Test
  void restsTwentyTimesAsLongAsALookAtEndpointsTook() {
    AtomicInteger looks = new AtomicInteger();
    gateway.upstreams.put("users", List.of());
    gateway.lock =
        () -> {
          nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(200)); // such as those of many upstreams
          return looks.incrementAndGet();
        };
    for (int second = 0; second < 9; second++) {
      next();
    }
    assertThat(looks).hasValue(5); // at once, and each time 4 s later
  }

  private List<String> next() {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
    List<String> texts = new ArrayList<>();
    sampler.sample().forEach(event -> texts.add(event.toString()));
    return texts;
  }
}
