package io.sluice.gateway.overload;

import com.google.re2j.Pattern;
import io.sluice.gateway.config.CrawlerConfig;
import io.sluice.gateway.config.OverloadConfig;
import io.sluice.gateway.config.Regexes;
import io.sluice.gateway.config.RequestClass;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which class a request is of, by one config. Immutable, but for the counts of its clients. */
final class ClassRules {
  private final boolean crawlers;
  private final List<Pattern> userAgents = new ArrayList<>();
  private final long intervalNanos; // 0 = any amount
  private final ClientRates rates;

  /**
   * @param rates shared by the rules of all configs
   */
  ClassRules(OverloadConfig config, ClientRates rates) {
    CrawlerConfig crawler = config.crawlers();
    this.rates = rates;
    this.crawlers = crawler != null;
    if (crawler != null) {
      crawler.userAgents().forEach(regex -> userAgents.add(Regexes.compile(regex)));
    }
    this.intervalNanos =
        crawler == null || crawler.rate() == null
            ? 0
            : Math.max(1, crawler.rate().period().toNanos() / crawler.rate().count());
  }

  /** Whether {@link #isFast} has to hear of every request. */
  boolean countsClients() {
    return crawlers && intervalNanos > 0;
  }

  /** Counts a request of that client; whether it sends enough to be a crawler. */
  boolean isFast(InetAddress client, long now) {
    return crawlers && (intervalNanos == 0 || rates.isFast(client, intervalNanos, now));
  }

  /**
   * The class of a request.
   *
   * @param told what a trusted proxy says of it, or null
   * @param fast what {@link #isFast} said of its client
   */
  RequestClass of(
      RequestClass ofRoute, @Nullable String told, boolean fast, @Nullable String userAgent) {
    RequestClass named = named(told);
    if (named != null) {
      return named;
    }
    return fast && looksLikeCrawler(userAgent) ? RequestClass.SHEDDABLE : ofRoute;
  }

  private static @Nullable RequestClass named(@Nullable String told) {
    if (told == null) {
      return null;
    }
    return switch (told) {
      case "critical" -> RequestClass.CRITICAL;
      case "default" -> RequestClass.DEFAULT;
      case "sheddable" -> RequestClass.SHEDDABLE;
      default -> null;
    };
  }

  private boolean looksLikeCrawler(@Nullable String userAgent) {
    if (userAgents.isEmpty()) {
      return true;
    }
    for (Pattern pattern : userAgents) {
      if (userAgent != null && pattern.matcher(userAgent).find()) {
        return true;
      }
    }
    return false;
  }
}
