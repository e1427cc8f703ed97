package io.sluice.filters.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.Format;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclTest {
  private static final Consumers CONSUMERS =
      Consumers.of(List.of(new Consumer("ann", Map.of("plan", "gold"), List.of())));

  private static final Identity ANN =
      new Identity(
          "ann",
          Map.of(
              "groups",
              List.of("dev", "ops"),
              "level",
              3,
              "staff",
              true,
              "address",
              Map.of("city", "Bern")),
          Set.of("read", "write"));

  private static AclConfig config(String yaml) {
    try {
      return new Binder(List.of(), name -> null).bind(yaml, Format.YAML, AclConfig.class);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.errors().toString(), e);
    }
  }

  private static Acl acl(String yaml) {
    AclConfig config = config(yaml);
    return new Acl(Rule.all(config.allow()), Rule.all(config.deny()), CONSUMERS);
  }

  private static FakeExchange ask(String yaml, Identity caller) {
    FakeExchange exchange = new FakeExchange();
    if (caller != null) {
      exchange.identity(caller);
    }
    boolean passed = acl(yaml).onRequest(exchange) == Verdict.CONTINUE;
    assertThat(passed).isEqualTo(exchange.error() == null);
    return exchange;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow: [{ consumers: [ann] }] | true",
        "allow: [{ consumers: [bob] }] | false",
        "allow: [{ consumers: [bob] }, { consumers: [ann] }] | true",
        "allow: [{ labels: { plan: [silver, gold] } }] | true",
        "allow: [{ labels: { plan: [silver] } }] | false",
        "allow: [{ labels: { team: [gold] } }] | false",
        "allow: [{ claims: { groups: [ops] } }] | true",
        "allow: [{ claims: { groups: [admin] } }] | false",
        "allow: [{ claims: { level: ['3'], staff: ['true'] } }] | true",
        "allow: [{ claims: { level: ['4'], staff: ['true'] } }] | false",
        "allow: [{ claims: { address: ['{city=Bern}'] } }] | false",
        "allow: [{ scopes: [read] }] | true",
        "allow: [{ scopes: [read, admin] }] | false",
        "allow: [{ consumers: [ann], scopes: [admin] }] | false",
        "allow: [{ claims: { /address/city: [Bern] } }] | true",
        "allow: [{ claims: { /address/city: [Basel] } }] | false",
        "allow: [{ anonymous: true }] | true",
        "allow: [{ anonymous: true }, { consumers: [bob] }] | false",
        "deny: [{ claims: { /address/city: [Bern] } }] | false",
        "deny: [{ consumers: [ann] }] | false",
        "deny: [{ consumers: [bob] }] | true",
        "{ allow: [{ consumers: [ann] }], deny: [{ labels: { plan: [gold] } }] } | false",
      })
  void goesByItsRules(String yaml, boolean passes) {
    assertThat(ask(yaml, ANN).error() == null).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow: [{ anonymous: true }] | true",
        "allow: [{ consumers: [ann] }, { anonymous: true }] | true",
        "allow: [{ consumers: [ann] }] | false",
        "deny: [{ anonymous: true }] | false",
        "deny: [{ consumers: [ann] }] | false", // it may be bob, whom it has not asked yet
        "{ allow: [{ anonymous: true }], deny: [{ consumers: [ann] }] } | true",
      })
  void knowsWhoIsNotKnown(String yaml, boolean passes) {
    assertThat(ask(yaml, null).error() == null).isEqualTo(passes);
  }

  @Test
  void refusesWhoIsKnownWith403() {
    FakeExchange refused = ask("allow: [{ consumers: [bob] }]", ANN);

    assertThat(refused.error().status()).isEqualTo(403);
    assertThat(refused.error().reason()).isEqualTo("not_allowed");
    assertThat(refused.responseHeaders().contains("www-authenticate")).isFalse();
  }

  @Test
  void saysWhichScopesWouldDo() {
    FakeExchange refused = ask("allow: [{ consumers: [ann], scopes: [read, admin] }]", ANN);

    assertThat(refused.error().status()).isEqualTo(403);
    assertThat(refused.responseHeaders().get("www-authenticate"))
        .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"read admin\"");
  }

  @Test
  void asksWhoWasLetThroughUnknownToAuthenticate() {
    FakeExchange exchange = new FakeExchange();
    exchange.challenges(List.of("Basic realm=\"a\"", "Bearer realm=\"b\""));

    acl("allow: [{ consumers: [ann] }]").onRequest(exchange);

    assertThat(exchange.error().status()).isEqualTo(401);
    assertThat(exchange.responseHeaders().getAll("www-authenticate"))
        .containsExactly("Basic realm=\"a\"", "Bearer realm=\"b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "allow: [{}]", "deny: [{}]", "allow: [{ anonymous: true, scopes: [a] }]"})
  void refusesRulesThatSayNothing(String yaml) {
    assertThatThrownBy(() -> config(yaml)).isInstanceOf(IllegalArgumentException.class);
  }
}
