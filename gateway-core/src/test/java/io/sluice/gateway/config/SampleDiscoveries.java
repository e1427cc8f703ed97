package io.sluice.gateway.config;

import io.sluice.gateway.api.DiscoveryContext;
import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.api.Option;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.StaticDiscovery;
import java.util.List;
import java.util.function.BiFunction;

/** Discoveries of plugins, for the tests of this package. */
final class SampleDiscoveries {
  static final List<DiscoveryFactory<?>> ALL =
      List.of(new Sample<>("phone_book", PhoneBook.class, SampleDiscoveries::opened));

  private SampleDiscoveries() {}

  record PhoneBook(
      @Option(value = "Where to look.", min = 1, max = 999) int page,
      @Option(value = "What opens it.", orElse = "\"\"", secret = true) String key) {}

  /** It has as many pages as there are in most. */
  private static Discovery opened(PhoneBook book, DiscoveryContext context) {
    if (book.page == 13) {
      throw new IllegalArgumentException("page: 13 (expected: a page that is in the book)");
    }
    return new StaticDiscovery(List.of());
  }

  record Sample<C extends Record>(
      String type, Class<C> configType, BiFunction<C, DiscoveryContext, Discovery> creation)
      implements DiscoveryFactory<C> {
    @Override
    public String description() {
      return "Looks things up.";
    }

    @Override
    public Discovery create(C config, DiscoveryContext context) {
      return creation.apply(config, context);
    }
  }
}
