package io.sluice.filters.signedurl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.OutsideChecks;
import io.sluice.gateway.config.Plugins;
import io.sluice.gateway.service.CommandContext;
import io.sluice.gateway.service.CommandFactory;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SignUrlCommandTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String CONFIG =
      """
      listeners: [ { id: http, bind: "127.0.0.1:8080" } ]
      routes:
        - id: files
          direct_response: {}
          filters:
            - name: signed_url
              config: { keys: [ { id: a, secret: "${SECRET}" }, { id: b, secret: "${SECRET}" } ] }
        - id: several
          match: { path: { prefix: /several } }
          direct_response: {}
          filters:
            - name: any_of
              config:
                filters:
                  - name: key_auth
                  - { name: signed_url, config: { keys: [ { id: c, secret: "${SECRET}" } ] } }
        - id: open
          match: { path: { prefix: /open } }
          direct_response: {}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** A command line whose only config this is. */
  private record Here(String yaml, PrintStream out, PrintStream err) implements CommandContext {
    @Override
    public InputStream in() {
      return InputStream.nullInputStream();
    }

    @Override
    public GatewayConfig config(@Nullable Path file) throws ConfigException {
      List<FilterFactory<?>> filters = new ArrayList<>();
      for (FilterFactory<?> factory : ServiceLoader.load(FilterFactory.class)) {
        filters.add(factory);
      }
      ConfigLoader loader =
          new ConfigLoader(
              new Plugins(filters, List.of(), List.of()),
              variable -> variable.equals("SECRET") ? SECRET : null,
              OutsideChecks.NONE);
      return loader.parse(yaml, Format.YAML);
    }
  }

  private int run(String yaml, String... arguments) {
    Here here =
        new Here(
            yaml,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    SignUrlCommand command = new SignUrlCommand(here, () -> Instant.ofEpochSecond(1_000_000));
    return new CommandLine(command)
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void printsALinkWithTheKeyOfTheConfig() {
    assertThat(run(CONFIG, "--route", "files", "--expires-in", "1h", "http://host/a?b=c")).isZero();
    assertThat(printed())
        .matches("http://host/a\\?b=c&sl_expires=1003600&sl_key=a&sl_signature=[A-Za-z0-9_-]{43}");
    assertThat(told()).isEmpty();
  }

  @Test
  void optionsSayWhatTheLinkIsGoodFor() {
    assertThat(
            run(
                CONFIG,
                "--route",
                "files",
                "--key",
                "b",
                "--method",
                "GET",
                "--method",
                "HEAD",
                "--expires-in",
                "90s",
                "--prefix",
                "/a/",
                "https://host/a/b"))
        .isZero();
    assertThat(printed())
        .startsWith(
            "https://host/a/b?sl_expires=1000090&sl_key=b&sl_methods=GET,HEAD&sl_prefix=/a/&sl_");
  }

  @Test
  void aKeyInBase64SignsTheSameLink() {
    byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
    String encoded = "base64:" + Base64.getEncoder().encodeToString(bytes);
    String[] arguments = {"--route", "files", "--expires-in", "1h", "http://host/a"};
    assertThat(run(CONFIG, arguments)).isZero();
    assertThat(run(CONFIG.replace("${SECRET}", encoded), arguments)).isZero();
    assertThat(printed().lines().distinct()).hasSize(1);
    assertThat(printed().lines()).hasSize(2);
  }

  @Test
  void findsTheFilterWithinAnyOf() {
    assertThat(run(CONFIG, "--route", "several", "--expires-in", "7d", "http://host/several"))
        .isZero();
    assertThat(printed()).contains("sl_expires=1604800&sl_key=c&");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--route none --expires-in 1h http://host/ | --route: none (expected: the id of a route)",
        "--route open --expires-in 1h http://host/ | --route: open (expected: one with the filter signed_url)",
        "--route files --key x --expires-in 1h http://host/ | --key: x (expected: the id of one",
        "--route files --method PUT --expires-in 1h http://host/ | --method: PUT (expected: of the filter's methods",
        "--route files --expires-in 8d http://host/ | --expires-in: 691200 s (expected: at most",
        "--route files --expires-in 1w http://host/ | 1w (expected: such as 90s, 15m, 1h or 7d)",
        "--route files --expires-in 0s http://host/ | 0s (expected: such as",
        "--route files --expires-in 9999999999999999d http://host/ | (expected: such as",
        "--route files --expires-in 1h --prefix /b/ http://host/a/ | --prefix: /b/ (expected: the beginning of /a/",
        "--route files --expires-in 1h --prefix /a http://host/a/ | --prefix: /a (expected: the beginning",
        "--route files --expires-in 1h host | url: host (expected: http://host/path)",
        "--route files http://host/ | Missing required option: '--expires-in=TIME'",
      })
  void saysWhatIsWrong(String arguments, String message) {
    assertThat(run(CONFIG, arguments.split(" ", -1))).isEqualTo(2);
    assertThat(told()).contains(message).doesNotContain(SECRET);
    assertThat(printed()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithTheConfig() {
    String broken = CONFIG.replace("id: files", "id: files\n    oops: 1");
    assertThat(run(broken, "--route", "files", "--expires-in", "1h", "http://host/")).isEqualTo(1);
    assertThat(told()).contains("oops");
  }

  @Test
  void gatewayFindsTheCommand() {
    List<String> names = new ArrayList<>();
    ServiceLoader.load(CommandFactory.class).forEach(command -> names.add(command.name()));
    assertThat(names).contains("sign-url");
  }
}
