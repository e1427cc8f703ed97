package io.sluice.gateway.config;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.RecordShape.Fallback;
import io.sluice.loadbalancer.Address;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds documents to config records, strictly: a key that the record does not know, a value of
 * another type, a repeated key are all errors, reported in one go.
 *
 * <p>A record's components carry {@link io.sluice.gateway.api.Option}. They are text ({@code
 * String}), {@code boolean}, {@code int}, {@code long}, {@code double}, an enum, {@code Duration},
 * {@code ByteSize}, {@code ByteRate}, {@code Rate}, {@code Key}, {@link Cidr}, {@link Bind}, {@link
 * Address}, {@link StatusRange}, {@code Template}, an RE2 {@code Pattern}, a {@link FilterConfig},
 * a {@link DiscoveryConfig}, a {@link PolicyConfig}, another such record, or a {@code List} or
 * {@code Map<String, ...>} of these. A constructor may refuse a combination with {@link
 * IllegalArgumentException}; a message that starts with a key is reported there.
 *
 * <p>Immutable after construction; may be used by several threads.
 */
public final class Binder {
  private final Shapes shapes;
  private final Map<String, FilterFactory<?>> filters = new LinkedHashMap<>();
  private final DiscoveryTypes discoveries;
  private final Environment environment;

  /** The same with filters alone. */
  public Binder(
      Iterable<? extends FilterFactory<?>> filters,
      Function<String, @Nullable String> environment) {
    this(Plugins.filters(filters), environment);
  }

  /**
   * @param plugins all that documents may name
   * @param environment value of an environment variable, or null
   * @throws IllegalArgumentException when two factories have one name, or a config type cannot be
   *     bound: a bug of the plugin
   */
  public Binder(Plugins plugins, Function<String, @Nullable String> environment) {
    this.shapes = new Shapes(PolicyNames.of(plugins.policies()));
    this.environment = new Environment(environment);
    for (FilterFactory<?> factory : plugins.filters()) {
      FilterFactory<?> other = filters.putIfAbsent(factory.name(), factory);
      if (other != null) {
        String both = other.getClass().getName() + " and " + factory.getClass().getName();
        throw new IllegalArgumentException("filter " + factory.name() + ": " + both);
      }
      shapes.of(factory.configType());
    }
    this.discoveries = DiscoveryTypes.of(plugins.discoveries());
    this.discoveries.forEach((name, type) -> DiscoveryTypes.shape(type, shapes));
    checkDefaults();
  }

  /**
   * Binds a document.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public <T extends Record> T bind(String text, Format format, Class<T> type)
      throws ConfigException {
    return bind(text, format, type, new IdentityHashMap<>(), (document, findings) -> {});
  }

  <T extends Record> T bind(
      String text,
      Format format,
      Class<T> type,
      IdentityHashMap<Node, String> written,
      BiConsumer<Node, Findings> checks)
      throws ConfigException {
    Findings findings = new Findings();
    Node document =
        DocumentParser.parse(text, format, environment, findings, KeyPath.ROOT, written);
    Record record;
    try (TrialContext trial = new TrialContext()) {
      record = binding(findings, trial).bind(type, document);
    }
    checks.accept(document, findings);
    findings.throwIfAny();
    if (record == null) {
      throw new IllegalStateException(type.getName() + " failed without a finding");
    }
    return type.cast(record);
  }

  Environment environment() {
    return environment;
  }

  Shapes shapes() {
    return shapes;
  }

  Binding binding(Findings findings, TrialContext trial) {
    return new Binding(shapes, filters, discoveries, findings, trial);
  }

  ConfigErrors located(ConfigErrors errors, String text, Format format) throws ConfigException {
    Node document = DocumentParser.parse(text, format, environment, new Findings());
    Findings located = new Findings();
    for (ConfigError error : errors.kept()) {
      boolean placed = error.line() > 0 || error.path().isEmpty();
      KeyPath path = KeyPath.ROOT.descend(error.path());
      located.add(path, error.message(), placed ? error.line() : path.lineIn(document));
    }
    return new ConfigErrors(located.errors().all(), errors.count());
  }

  /** A default that does not bind would show in whichever document leaves its key out. */
  private void checkDefaults() {
    try (TrialContext trial = new TrialContext()) {
      for (RecordShape shape : shapes.all()) {
        for (RecordShape.Component component : shape.components()) {
          if (component.fallback() == Fallback.WRITTEN) {
            Findings findings = new Findings();
            new Binding(shapes, filters, discoveries, findings, trial).checkDefault(component);
            if (!findings.isEmpty()) {
              throw new IllegalArgumentException(
                  shape.type().getName() + ", default of " + findings.errors());
            }
          }
        }
      }
    }
  }
}
