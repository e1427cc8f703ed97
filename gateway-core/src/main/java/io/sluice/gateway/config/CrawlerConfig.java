package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Rate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which clients count as crawlers; each condition that is given must hold. */
public record CrawlerConfig(
    @Option(
            value = "Regular expressions, one of which the User-Agent must contain. [] = any.",
            orElse = "[(?i)bot, (?i)crawl, (?i)spider]")
        List<String> userAgents,
    @Option("How much a client must send to count. Absent = any amount.") @Nullable Rate rate) {

  public CrawlerConfig {
    if (userAgents.isEmpty() && rate == null) {
      throw new IllegalArgumentException("rate: absent (expected: with user_agents: [])");
    }
    for (int i = 0; i < userAgents.size(); i++) {
      Regexes.check("user_agents[" + i + "]", userAgents.get(i));
    }
  }
}
