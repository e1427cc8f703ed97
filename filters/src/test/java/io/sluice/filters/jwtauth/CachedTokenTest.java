package io.sluice.filters.jwtauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.sun.management.ThreadMXBean;
import io.sluice.filters.fake.FakeExchange;
import java.lang.management.ManagementFactory;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;

/** What a token costs that was verified before: beside its text a fixed amount. */
class CachedTokenTest {
  private static final int REQUESTS = 20_000;

  @Test
  void allocatesAFixedAmountHoweverLongItIs() {
    KeyPair pair = Tokens.pair("RSA", 2048);
    JwtAuthTester tester =
        JwtAuthTester.of(
            "{ keys: [ { kid: k, algorithm: RS256, public_key: \""
                + Tokens.pem(pair.getPublic()).replace("\n", "\\n")
                + "\" } ] }");
    String token = Tokens.by(pair, JWSAlgorithm.RS256, "k", Tokens.claims(""));
    FakeExchange exchange = new FakeExchange().request("authorization", "Bearer " + token);
    for (int round = 0; round < 5; round++) { // until it is compiled
      ask(tester, exchange);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    ask(tester, exchange);
    long nanos = (System.nanoTime() - start) / REQUESTS;
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / REQUESTS;
    System.out.println(
        "FIGURE cached token: "
            + nanos
            + " ns, "
            + each
            + " B, of "
            + token.length()
            + " characters");
    assertThat(exchange.answers()).isZero();
    assertThat(each - token.length()).isLessThanOrEqualTo(300);
  }

  /** The one exchange, to which nothing is added: a field set anew each time would lengthen it. */
  private static void ask(JwtAuthTester tester, FakeExchange exchange) {
    for (int i = 0; i < REQUESTS; i++) {
      tester.ask(exchange);
    }
  }
}
