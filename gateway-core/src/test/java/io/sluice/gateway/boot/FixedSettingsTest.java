package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.GatewayConfig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reload cannot change is said, each by its name. */
class FixedSettingsTest {
  private static GatewayConfig config(String more) throws ConfigException {
    return new ConfigLoader(List.of(), name -> null)
        .parse("listeners: [ { id: http, bind: '127.0.0.1:0' } ]\n" + more, Format.YAML);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server: { workers: 4 } | server.workers: 4 applies at the next start, 0 stays until then",
        "server: { transport: nio } |"
            + " server.transport: nio applies at the next start, auto stays until then",
        "server: { drain_timeout: 1500ms } |"
            + " server.drain_timeout: 1500ms applies at the next start, 30s stays until then",
        "server: { zone: a } | server.zone: a applies at the next start, \"\" stays until then",
      })
  void eachIsNamedWithBothValues(String changed, String line) throws Exception {
    assertThat(FixedSettings.ignored(config(""), config(changed)))
        .extracting(ConfigWarning::toString)
        .containsExactly(line);
    assertThat(FixedSettings.ignored(config(changed), config(changed))).isEmpty();
  }
}
