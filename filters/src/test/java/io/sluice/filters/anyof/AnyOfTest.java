package io.sluice.filters.anyof;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnyOfTest {

  /** Finds what it is told to; sets a field of its name. */
  private static final class Way implements Authenticator {
    private final String name;
    private final Authentication finds;
    private @Nullable Later asked;
    private boolean admitted;
    private boolean cleansed;
    private boolean passedOver;

    Way(String name, Authentication finds) {
      this.name = name;
      this.finds = finds;
    }

    @Override
    public void cleanse(Exchange exchange) {
      cleansed = true;
    }

    @Override
    public Authentication authenticate(Exchange exchange, Later later) {
      asked = later;
      return finds;
    }

    @Override
    public String challenge() {
      return name;
    }

    @Override
    public void passedOver(Exchange exchange, @Nullable Authenticator by) {
      passedOver = true;
    }

    @Override
    public void admit(Exchange exchange, Identity identity) {
      admitted = true;
    }
  }

  private static Way way(String name, char finds) {
    return new Way(name, found(name, finds));
  }

  private static Authentication found(String name, char finds) {
    return switch (finds) {
      case 'a' -> Authentication.ABSENT;
      case 'p' -> Authentication.PENDING;
      case 'r' -> new Refused(GatewayError.client(401, name + "_wrong"), name + " error");
      case 'm' -> new Refused(GatewayError.client(400, name + "_malformed"), null);
      case 'f' -> new Refused(GatewayError.client(403, name + "_forbidden"), null);
      case 'u' -> new Refused(GatewayError.gateway(503, name + "_unavailable"), null);
      default -> new Accepted(Identity.of(name));
    };
  }

  /** What comes of ways that find these. */
  @ParameterizedTest
  @CsvSource({
    "ok, , one", // the first decides
    "ao, , two",
    "ro, , two", // two may look at the same field
    "mo, , two",
    "uo, , two",
    "aa, credentials_missing,",
    "ar, two_wrong,",
    "ra, one_wrong,",
    "rr, one_wrong,", // the first that says so
    "ru, two_unavailable,", // it may be right a little later
    "rf, two_forbidden,",
    "fu, two_unavailable,",
    "mr, one_malformed,",
  })
  void theFirstThatAcceptsDecides(
      String finds, @Nullable String reason, @Nullable String consumer) {
    FakeExchange exchange = new FakeExchange();
    List<Authenticator> ways = List.of(way("one", finds.charAt(0)), way("two", finds.charAt(1)));

    Verdict verdict = new AnyOf(ways, List.of(), false).onRequest(exchange);

    assertThat(verdict).isEqualTo(reason == null ? Verdict.CONTINUE : Verdict.DONE);
    assertThat(exchange.consumer()).isEqualTo(consumer);
    assertThat(exchange.error() == null ? null : exchange.error().reason()).isEqualTo(reason);
  }

  @Test
  void a401HasTheChallengesOfAll() {
    FakeExchange exchange = new FakeExchange();

    new AnyOf(List.of(way("one", 'a'), way("two", 'r')), List.of(), false).onRequest(exchange);

    assertThat(exchange.responseHeaders().getAll("www-authenticate"))
        .containsExactly("one", "two error");
  }

  @Test
  void whoShowsNothingMayPassUnknown() {
    FakeExchange exchange = new FakeExchange();

    Verdict verdict = new AnyOf(List.of(way("one", 'a')), List.of(), true).onRequest(exchange);

    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(exchange.identity()).isNull();
    assertThat(exchange.challenges()).containsExactly("one");
    assertThat(exchange.responseHeaders().isEmpty()).isTrue();
  }

  @Test
  void wrongCredentialsNeverPassAsNone() {
    FakeExchange exchange = new FakeExchange();

    Verdict verdict =
        new AnyOf(List.of(way("one", 'r'), way("two", 'a')), List.of(), true).onRequest(exchange);

    assertThat(verdict).isEqualTo(Verdict.DONE);
    assertThat(exchange.error().reason()).isEqualTo("one_wrong");
  }

  @Test
  void waitsForAWayAndGoesOnWithTheNext() {
    FakeExchange exchange = new FakeExchange();
    Way one = way("one", 'p');
    Way two = way("two", 'o');

    assertThat(new AnyOf(List.of(one, two), List.of(), false).onRequest(exchange))
        .isEqualTo(Verdict.PAUSE);
    assertThat(two.asked).isNull();
    one.asked.found(exchange, found("one", 'r'));

    assertThat(exchange.consumer()).isEqualTo("two");
    assertThat(exchange.resumes()).isEqualTo(1);
    assertThat(List.of(one.admitted, two.admitted)).containsExactly(false, true);
  }

  @Test
  void whatAWayThrowsLateEndsTheExchange() {
    FakeExchange exchange = new FakeExchange();
    Way one = way("one", 'p');
    Authenticator broken =
        new Authenticator() {
          @Override
          public Authentication authenticate(Exchange asked, Later later) {
            throw new IllegalStateException("broken");
          }

          @Override
          public @Nullable String challenge() {
            return null;
          }
        };

    new AnyOf(List.of(one, broken), List.of(), false).onRequest(exchange);
    one.asked.found(exchange, Authentication.ABSENT);

    assertThat(exchange.error()).isEqualTo(GatewayError.INTERNAL);
  }

  @Test
  void allTakeAwayWhatOnlyTheGatewayMaySay() {
    Way one = way("one", 'o');
    Way two = way("two", 'o');
    Way off = way("off", 'o');

    new AnyOf(List.of(one, two), List.of(off), false).onRequest(new FakeExchange());

    assertThat(List.of(one.cleansed, two.cleansed, off.cleansed)).containsExactly(true, true, true);
    assertThat(List.of(one.passedOver, two.passedOver)).containsExactly(false, true);
  }
}
