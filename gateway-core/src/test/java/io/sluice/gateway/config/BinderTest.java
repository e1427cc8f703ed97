package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.ByteRate;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Rate;
import io.sluice.gateway.config.SampleFilters.Policy;
import io.sluice.gateway.config.SampleFilters.Sampler;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinderTest {
  private final Binder binder = SampleDocuments.binder();

  @Test
  void bindsEveryType() throws Exception {
    Sampler sampler =
        binder.bind(
            """
            rate: 6000/m
            burst: 7
            total: 9223372036854775807
            share: 1
            dry_run: true
            algorithm: sliding_window
            delay: 250ms
            size: 64KiB
            key: "{header.x-key}"
            by: [client_ip, "{host}:{path}"]
            speed: 64KiB/s
            allow: [10.0.0.0/8, "::1"]
            types: []
            set: { x-a: "{host}", x-b: 5 }
            ttl: { "200": 1h, "404": 0 }
            policies: [ { id: a }, { id: b, weight: 2 } ]
            default: { id: c }
            """,
            Format.YAML,
            Sampler.class);

    assertThat(sampler.rate()).isEqualTo(new Rate(6000, Duration.ofMinutes(1)));
    assertThat(sampler.burst()).isEqualTo(7);
    assertThat(sampler.total()).isEqualTo(Long.MAX_VALUE);
    assertThat(sampler.share()).isEqualTo(1.0);
    assertThat(sampler.dryRun()).isTrue();
    assertThat(sampler.algorithm()).isEqualTo(Sampler.Algorithm.SLIDING_WINDOW);
    assertThat(sampler.delay()).isEqualTo(Duration.ofMillis(250));
    assertThat(sampler.size()).isEqualTo(new ByteSize(65_536));
    assertThat(sampler.key()).hasToString("{header.x-key}");
    assertThat(sampler.by()).hasToString("[client_ip, {host}:{path}]");
    assertThat(sampler.speed()).isEqualTo(new ByteRate(65_536));
    assertThat(sampler.allow()).containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1/128"));
    assertThat(sampler.types()).isEmpty();
    assertThat(sampler.set().keySet()).containsExactly("x-a", "x-b");
    assertThat(sampler.set().get("x-b")).hasToString("5");
    assertThat(sampler.ttl()).isEqualTo(Map.of("200", Duration.ofHours(1), "404", Duration.ZERO));
    assertThat(sampler.policies()).containsExactly(new Policy("a", 1), new Policy("b", 2));
    assertThat(sampler.default_()).isEqualTo(new Policy("c", 1));
  }

  @Test
  void absentKeysTakeTheirDefaults() throws Exception {
    Sampler sampler = binder.bind("rate: 1/s", Format.YAML, Sampler.class);

    assertThat(sampler.burst()).isEqualTo(10);
    assertThat(sampler.total()).isEqualTo(5_000_000_000L);
    assertThat(sampler.share()).isEqualTo(0.5);
    assertThat(sampler.dryRun()).isFalse();
    assertThat(sampler.algorithm()).isEqualTo(Sampler.Algorithm.TOKEN_BUCKET);
    assertThat(sampler.size()).isEqualTo(new ByteSize(1024));
    assertThat(sampler.key()).hasToString("{client_ip}");
    assertThat(sampler.by()).hasToString("client_ip");
    assertThat(sampler.speed()).isEqualTo(new ByteRate(1 << 20));
    assertThat(sampler.allow()).isEmpty();
    assertThat(sampler.types()).containsExactly("text/plain", "text/html");
    assertThat(sampler.set()).isEmpty();
    assertThat(sampler.default_()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rate: 5                       | rate: 5 (expected: a rate such as 100/s, 6000/m or 10/h) (line 1)
          rate: 5/d                     | rate: 5/d (expected: a rate such as 100/s, 6000/m or 10/h) (line 1)
          rate: 0/s                     | rate: 0/s (expected: > 0) (line 1)
          {rate: 1/s, burst: 0}         | burst: 0 (expected: 1 to 1000) (line 1)
          {rate: 1/s, burst: 1001}      | burst: 1001 (expected: 1 to 1000) (line 1)
          {rate: 1/s, total: -1}        | total: -1 (expected: at least 0) (line 1)
          {rate: 1/s, share: -0.1}      | share: -0.1 (expected: 0 to 1) (line 1)
          {rate: 1/s, share: 1.01}      | share: 1.01 (expected: 0 to 1) (line 1)
          {rate: 1/s, share: .inf}      | share: .inf (expected: a number) (line 1)
          {rate: 1/s, share: 1e999}     | share: 1e999 (expected: a finite number) (line 1)
          {rate: 1/s, algorithm: gcra}  | algorithm: gcra (expected: token_bucket or sliding_window) (line 1)
          {rate: 1/s, delay: 0}         | delay: 0 (expected: at least 1ms) (line 1)
          {rate: 1/s, delay: 999us}     | delay: 999us (expected: at least 1ms) (line 1)
          {rate: 1/s, size: 2MiB}       | size: 2MiB (expected: at most 1MiB) (line 1)
          {rate: 1/s, speed: 1MiB}      | speed: 1MiB (expected: a rate of bytes such as 512KiB/s or 1MiB/s) (line 1)
          {rate: 1/s, speed: 1000}      | speed: 1000 (expected: a rate of bytes such as 512KiB/s or 1MiB/s) (line 1)
          {rate: 1/s, speed: 1000/s}    | speed: 1000/s (expected: at least 1KiB/s) (line 1)
          {rate: 1/s, by: 5}            | by: unknown variable {5} (expected: host, path, query, method, scheme, client_ip, route, upstream, request_id, consumer, header.NAME, cookie.NAME, query.NAME or path.NAME) (line 1)
          {rate: 1/s, by: all of them}  | by: "all of them" (expected: a variable such as client_ip or header.x-tenant, or text with {variables}) (line 1)
          {rate: 1/s, by: []}           | by: 0 entries (expected: at least 1) (line 1)
          {rate: 1/s, by: {a: b}}       | by: a mapping (expected: a variable such as client_ip, text with {variables}, or a list of them) (line 1)
          {rate: 1/s, by: [host, [a]]}  | by[1]: a list (expected: a variable such as client_ip, text with {variables}, or a list of them) (line 1)
          {rate: 1/s, by: [host, nope]} | by[1]: unknown variable {nope} (expected: host, path, query, method, scheme, client_ip, route, upstream, request_id, consumer, header.NAME, cookie.NAME, query.NAME or path.NAME) (line 1)
          {rate: 1/s, types: [a, [b]]}  | types[1]: a list (expected: text) (line 1)
          {rate: 1/s, set: {a b: c}}    | set["a b"]: a b (expected: a token: letters, digits or any of ! # $ % & ' * + - . ^ _ ` or ~) (line 1)
          {rate: 1/s, set: {a: "{b}"}}  | set.a: {b}: unknown variable {b} (expected: host, path, query, method, scheme, client_ip, route, upstream, request_id, consumer, header.NAME, cookie.NAME, query.NAME or path.NAME) (line 1)
          {rate: 1/s, ttl: {200: 5}}    | ttl.200: 5 (expected: a duration such as 250ms, 5s, 1h30m or 0) (line 1)
          {rate: 1/s, policies: [{id: A}]}  | policies[0].id: A (expected: text that matches [a-z]+) (line 1)
          {rate: 1/s, default: {}}      | default.id: missing (expected: text) (line 1)
          {rate: 1/s, default_: {}}     | default_: unknown key (did you mean default?) (line 1)
          """)
  void reportsWhatDoesNotFit(String document, String error) {
    assertThat(errors(document, Sampler.class).replace("` | ~", "` or ~")).isEqualTo(error);
  }

  @Test
  void aConstructorsRefusalIsReportedAtTheKeyThatItNames() {
    assertThat(errors("rate: 1/s\npolicies:\n  - weight: 1\n    id: forbidden", Sampler.class))
        .isEqualTo("policies[0].id: forbidden (expected: another) (line 4)");
    assertThat(errors("rate: 1/s\npolicies:\n  - { id: a, weight: 13 }", Sampler.class))
        .isEqualTo("policies[0]: thirteen is out of luck (line 3)");
  }

  @Test
  void filtersMayHoldFilters() throws Exception {
    SampleFilters.Nest nest =
        binder.bind(
            "filters: [ { name: nest, config: { filters: [ { name: request_id } ] } } ]",
            Format.YAML,
            SampleFilters.Nest.class);

    FilterConfig outer = nest.filters().get(0);
    FilterConfig inner = ((SampleFilters.Nest) outer.config()).filters().get(0);
    assertThat(inner.config()).isEqualTo(new SampleFilters.RequestId("x-request-id"));
  }

  @ParameterizedTest
  @CsvSource({
    "'burst: ${WORKERS}', 3",
    "'burst: \"${WORKERS}\"', 3",
    "'burst: ${NOPE:4}', 4",
    "'burst: ${WORKERS}${WORKERS}', 33",
    "'burst: 1${WORKERS}0', 130",
    "'burst: ${EMPTY}5', 5",
  })
  void theEnvironmentFillsInBeforeTypesMatter(String burst, int expected) throws Exception {
    assertThat(binder.bind("rate: 1/s\n" + burst, Format.YAML, Sampler.class).burst())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "${PORT}, 8081",
    "a${PORT}b, a8081b",
    "${NOPE:}, ''",
    "${NOPE:a:b}, a:b",
    "$${PORT}, ${PORT}",
    "$$${PORT}, $${PORT}",
    "${PORT}$${PORT}, 8081${PORT}",
    "$PORT, $PORT",
    "$, $",
    "{PORT}, {PORT}",
  })
  void replacesVariablesInText(String text, String expected) {
    assertThat(new Environment(SampleDocuments.ENVIRONMENT::get).replaceIn(text, 1000))
        .isEqualTo(expected);
  }

  @Test
  void keysAreNeverReplaced() {
    assertThat(errors("rate: 1/s\n${PORT}: 5", Sampler.class))
        .startsWith("[\"${PORT}\"]: unknown key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret: HUNTER2-HUNTER2",
        "secret: [HUNTER2-HUNTER2]",
        "secret: a\nmore: HUNTER2-HUNTER2",
        "secret: a\nmore: [{a: HUNTER2-HUNTER2}]",
        "secret: a\npin: HUNTER2-HUNTER2",
        "HUNTER2-HUNTER2",
      })
  void secretsAreNeverRepeated(String document) {
    assertThat(errors(document, SampleFilters.Login.class))
        .contains("(expected: ")
        .doesNotContain("HUNTER2");
  }

  @Test
  void aSecretThatDoesNotFitSaysWhatWould() {
    assertThat(errors("secret: HUNTER2", SampleFilters.Login.class))
        .isEqualTo("secret: (hidden) (expected: text that matches [a-z0-9-]+) (line 1)");
  }

  @Test
  void aSecretIsHiddenEvenInAConstructorsMessage() {
    assertThat(errors("secret: open-sesame", SampleFilters.Login.class))
        .isEqualTo("secret: (hidden) (expected: a better one) (line 1)");
  }

  @Test
  void aSecretOutOfTheEnvironmentIsHiddenToo() {
    assertThat(errors("secret: a\npin: ${TOKEN}", SampleFilters.Login.class))
        .isEqualTo("pin: (hidden) (expected: a whole number) (line 2)");
  }

  @Test
  void brokenJsonDoesNotRepeatItsTokens() {
    assertThatThrownBy(
            () -> binder.bind("{\"secret\": HUNTER2}", Format.JSON, SampleFilters.Login.class))
        .isInstanceOf(ConfigException.class)
        .message()
        .doesNotContain("HUNTER2");
  }

  record Statuses(
      @Option(value = "x", orElse = "[200, 0]", min = 1, max = 3) List<Integer> codes) {}

  @Test
  void boundsOfAListAreOnItsLength() throws Exception {
    assertThat(binder.bind("{}", Format.YAML, Statuses.class).codes()).containsExactly(200, 0);
    assertThat(errors("codes: []", Statuses.class))
        .isEqualTo("codes: 0 entries (expected: at least 1) (line 1)");
    assertThat(errors("codes: [1, 2, 3, 4]", Statuses.class))
        .isEqualTo("codes: 4 entries (expected: at most 3) (line 1)");
  }

  record Lone(
      @Option(value = "x", single = true) List<String> names,
      @Option(value = "x", single = true) Map<String, List<Integer>> counts) {}

  @Test
  void aListOfOneMayBeWrittenAsItsEntry() throws Exception {
    assertThat(binder.bind("names: a\ncounts: { b: 1, c: [2, 3] }", Format.YAML, Lone.class))
        .isEqualTo(new Lone(List.of("a"), Map.of("b", List.of(1), "c", List.of(2, 3))));
    assertThat(binder.bind("names: [a, b]", Format.YAML, Lone.class).names())
        .containsExactly("a", "b");
    assertThat(errors("counts: { b: one }", Lone.class))
        .isEqualTo("counts.b: one (expected: a whole number) (line 1)");
    assertThat(errors("names: { a: b }", Lone.class))
        .isEqualTo("names: a mapping (expected: a list) (line 1)");
  }

  record Renamed(@Option(value = "x", key = "5xx", orElse = "3") int fiveHundreds) {}

  @Test
  void anOptionMayHaveAKeyOfItsOwn() throws Exception {
    assertThat(binder.bind("5xx: 4", Format.YAML, Renamed.class)).isEqualTo(new Renamed(4));
    assertThat(errors("five_hundreds: 4", Renamed.class))
        .isEqualTo("five_hundreds: unknown key (expected: 5xx) (line 1)");
  }

  @OneOf({"names", "name"})
  record Choice(
      @Option(value = "x", min = 1) List<String> names, @Option("x") @Nullable String name) {}

  @Test
  void aListThatIsAChoiceIsEmptyWhenTheOtherIsTaken() throws Exception {
    assertThat(binder.bind("name: a", Format.YAML, Choice.class))
        .isEqualTo(new Choice(List.of(), "a"));
    assertThat(errors("names: []", Choice.class))
        .isEqualTo("names: 0 entries (expected: at least 1) (line 1)");
  }

  record NoOption(String name) {}

  record UnknownType(@Option("x") File file) {}

  record BadDefault(@Option(value = "x", orElse = "five") int count) {}

  @SuppressWarnings("NullablePrimitive") // the mistake under test
  record NullableInt(@Option("x") @Nullable int count) {}

  record Cycle(@Option("x") List<Cycle> cycles) {}

  record SameKey(@Option("x") int a, @Option(value = "x", key = "a") int b) {}

  @OneOf({"a", "b"})
  record WrongOneOf(@Option("x") @Nullable String a) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        NoOption.class,
        UnknownType.class,
        BadDefault.class,
        NullableInt.class,
        Cycle.class,
        SameKey.class,
        WrongOneOf.class
      })
  void refusesAFilterWhoseRecordCannotBeBound(Class<? extends Record> type) {
    var filter = new SampleFilters.Sample<>("broken", "Broken.", type);

    assertThatThrownBy(() -> new Binder(List.of(filter), name -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BinderTest$");
  }

  @Test
  void refusesTwoFiltersOfOneName() {
    var filter = new SampleFilters.Sample<>("twice", "Twice.", Policy.class);

    assertThatThrownBy(() -> new Binder(List.of(filter, filter), name -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("filter twice: ");
  }

  private String errors(String document, Class<? extends Record> type) {
    try {
      binder.bind(document, Format.YAML, type);
      return "";
    } catch (ConfigException e) {
      return e.errors().toString();
    }
  }
}
