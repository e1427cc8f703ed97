package io.sluice.gateway.overload;

import static io.sluice.gateway.config.RequestClass.CRITICAL;
import static io.sluice.gateway.config.RequestClass.DEFAULT;
import static io.sluice.gateway.config.RequestClass.SHEDDABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Rate;
import io.sluice.gateway.config.CrawlerConfig;
import io.sluice.gateway.config.OverloadConfig;
import io.sluice.gateway.config.RequestClass;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassRulesTest {
  private static final CrawlerConfig BOTS = new CrawlerConfig(List.of("(?i)bot|crawl"), null);

  private static ClassRules rules(@Nullable CrawlerConfig crawlers) {
    OverloadConfig config = new OverloadConfig(0, Duration.ZERO, 0, "x-class", crawlers);
    return new ClassRules(config, new ClientRates());
  }

  @ParameterizedTest
  @CsvSource({
    "DEFAULT, critical, CRITICAL",
    "CRITICAL, sheddable, SHEDDABLE",
    "SHEDDABLE, default, DEFAULT",
    "CRITICAL, , CRITICAL",
    "DEFAULT, urgent, DEFAULT",
    "DEFAULT, CRITICAL, DEFAULT",
  })
  void aTrustedWordBeatsTheRouteAndAnUnknownOneSaysNothing(
      RequestClass ofRoute, @Nullable String told, RequestClass expected) {
    assertThat(rules(null).of(ofRoute, told, false, "curl")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"Googlebot/2.1, SHEDDABLE", "WebCrawler, SHEDDABLE", "curl/8, DEFAULT", ", DEFAULT"})
  void crawlersAreSheddableByTheirUserAgent(@Nullable String agent, RequestClass expected)
      throws Exception {
    ClassRules rules = rules(BOTS);
    boolean fast = rules.isFast(InetAddress.getLoopbackAddress(), 1);
    assertThat(rules.of(DEFAULT, null, fast, agent)).isEqualTo(expected);
    assertThat(rules.of(DEFAULT, "critical", fast, agent)).isEqualTo(CRITICAL);
  }

  @Test
  void withARateOnlyThoseThatSendMore() {
    Rate rate = new Rate(1, Duration.ofSeconds(1));
    ClassRules rules = rules(new CrawlerConfig(List.of("bot"), rate));
    InetAddress client = InetAddress.getLoopbackAddress();
    assertThat(rules.of(DEFAULT, null, rules.isFast(client, 1), "bot")).isEqualTo(DEFAULT);
    for (int i = 0; i < 20; i++) {
      rules.isFast(client, 1);
    }
    assertThat(rules.of(DEFAULT, null, rules.isFast(client, 1), "bot")).isEqualTo(SHEDDABLE);
    assertThat(rules.of(DEFAULT, null, rules.isFast(client, 1), "curl")).isEqualTo(DEFAULT);
  }
}
