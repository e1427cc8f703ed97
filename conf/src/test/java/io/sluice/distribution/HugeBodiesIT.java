package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bodies that cost far more than their length are refused, and a gateway with little heap lives.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HugeBodiesIT {
  private static final int LENGTH = 6 << 20; // almost all that such a heap takes

  private GatewayRun gateway;

  @BeforeAll
  void start(@TempDir Path temp) throws Exception {
    Launcher launcher = Launcher.built().with("SLUICE_JAVA_OPTS", "-Xmx128m");
    String config = "routes: [ { id: home, direct_response: { body: here } } ]\n";
    gateway = GatewayRun.start(temp, launcher, config);
  }

  @AfterAll
  void stop() throws Exception {
    gateway.stop();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST  | /config/validate | application/json             | {\"routes\":[{\"match\":{\"headers\":[  | []        | ]}}]}",
        "POST  | /config/validate | application/json             | {\"routes\":[{\"match\":{\"hosts\":[    | \"ab\"    | ]}}]}",
        "POST  | /config/validate | application/json             | {\"routes\":[                           | {\"a\":1} | ]}",
        "PUT   | /config          | application/yaml             | {\"routes\":[                           | {a: 1}    | ]}",
        "PATCH | /config          | application/merge-patch+json | {\"routes\":[                           | {\"a\":1} | ]}",
        "PATCH | /config          | application/json-patch+json  | [{\"op\":\"test\",\"path\":\"/routes\",\"value\":[ | 1 | ]}]",
      })
  void areRefused(String method, String path, String type, String begin, String each, String end)
      throws Exception {
    StringBuilder body = new StringBuilder(begin).append(each);
    while (body.length() < LENGTH - 100) {
      body.append(',').append(each);
    }
    body.append(end);
    HttpResponse<String> answer =
        gateway.admin().send(method, "/admin/v1" + path, body.toString(), "content-type", type);
    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 413, 422);
    assertThat(answer.body()).contains("too many values");
    assertThat(new Client(gateway.port()).get("/").body()).isEqualTo("here");
  }
}
