package io.sluice.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of requests, and what is never kept. */
class RequestSampleTest {
  private static AskedRequest asked(@Nullable String query, String... fields) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    InetAddress client = InetAddress.getLoopbackAddress();
    return new AskedRequest("GET", "api.test", "/users", query, headers, client);
  }

  private static AskedRequest taken(AskedRequest request, String... cookies) {
    RequestSample sample = new RequestSample(1);
    sample.offer(request, List.of(cookies), Set.of("k"));
    return sample.all().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "page=2&k=s3cr3t, page=2&",
    "%6b=s3cr3t&page=2, &page=2",
    "api_key=s3cr3t&page=2, &page=2",
    "%63ode=s3cr3t, ''",
    "K=other, K=other",
  })
  void leavesOutParametersThatFiltersOrNamesSayAreSecret(String query, String kept) {
    assertThat(taken(asked(query)).query()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "referer, https://a.test/x?k=s3cr3t&page=2, https://a.test/x?&page=2",
    "x-original-url, /x?token=s3cr3t, /x?",
    "referer, https://a.test/x, https://a.test/x",
    "user-agent, curl/8, curl/8",
    "authorization, s3cr3t,",
    "x-api-key, s3cr3t,",
    "cookie, sid=s3cr3t; theme=dark; other=1, theme=dark",
  })
  void leavesSecretsOutOfFields(String name, String value, @Nullable String kept) {
    AskedRequest taken = taken(asked(null, name, value), "theme", "sid");
    assertThat(taken.requestHeaders().get(name)).isEqualTo(kept);
  }

  @Test
  void takesOneRequestATick() {
    RequestSample sample = new RequestSample(2);
    sample.offer(asked("n=1"), List.of(), Set.of());
    sample.offer(asked("n=2"), List.of(), Set.of());
    sample.tick();
    sample.offer(asked("n=3"), List.of(), Set.of());
    assertThat(sample.all()).extracting(AskedRequest::query).containsExactly("n=1", "n=3");
  }
}
