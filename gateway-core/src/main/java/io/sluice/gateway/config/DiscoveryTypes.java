package io.sluice.gateway.config;

import io.sluice.gateway.api.DiscoveryFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Every type that a discovery may have: the gateway's own, and those of plugins. Immutable. */
public final class DiscoveryTypes {

  /** The key beside which a type's options stand. */
  static final String KEY = "type";

  /** The gateway's own: {@code static} is what {@code targets} are. */
  private static final Set<String> RESERVED =
      Set.of("static", ConsulDiscoveryConfig.TYPE, DnsDiscoveryConfig.TYPE);

  /**
   * One type.
   *
   * @param options the record that its keys bind to
   * @param factory null with the gateway's own
   */
  record DiscoveryType(
      String description, Class<? extends Record> options, @Nullable DiscoveryFactory<?> factory) {}

  private final Map<String, DiscoveryType> types = new LinkedHashMap<>();

  private DiscoveryTypes() {}

  /**
   * The gateway's own and these.
   *
   * @throws IllegalArgumentException when two have one name: a bug of the plugin
   */
  static DiscoveryTypes of(Iterable<? extends DiscoveryFactory<?>> factories) {
    DiscoveryTypes all = new DiscoveryTypes();
    all.types.put(
        ConsulDiscoveryConfig.TYPE,
        new DiscoveryType(
            "The instances of a service in Consul.", ConsulDiscoveryConfig.class, null));
    all.types.put(
        DnsDiscoveryConfig.TYPE,
        new DiscoveryType("What a name in the DNS stands for.", DnsDiscoveryConfig.class, null));
    for (DiscoveryFactory<?> factory : factories) {
      all.add(factory);
    }
    return all;
  }

  private void add(DiscoveryFactory<?> factory) {
    String name = factory.type();
    String own = "discovery " + name + ": " + factory.getClass().getName();
    if (isReserved(name)) {
      throw new IllegalArgumentException(own + " (expected: a name that is not the gateway's own)");
    }
    DiscoveryType type = new DiscoveryType(factory.description(), factory.configType(), factory);
    DiscoveryType other = types.putIfAbsent(name, type);
    if (other != null && other.factory != null) {
      throw new IllegalArgumentException(own + " and " + other.factory.getClass().getName());
    }
  }

  /** Whether it is a name that no plugin may take. */
  public static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  @Nullable DiscoveryType find(String name) {
    return types.get(name);
  }

  /** In the order in which they are listed. */
  List<String> names() {
    return new ArrayList<>(types.keySet());
  }

  void forEach(BiConsumer<String, DiscoveryType> action) {
    types.forEach(action);
  }

  /**
   * The shape of a type's options.
   *
   * @throws IllegalArgumentException when it cannot be bound: a bug of the plugin
   */
  static RecordShape shape(DiscoveryType type, Shapes shapes) {
    RecordShape shape = shapes.of(type.options);
    if (shape.byKey().containsKey(KEY)) {
      throw new IllegalArgumentException(
          type.options.getName()
              + ".type (expected: another name, since type names the discovery)");
    }
    return shape;
  }
}
