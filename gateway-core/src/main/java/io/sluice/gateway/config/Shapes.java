package io.sluice.gateway.config;

import static java.util.Collections.unmodifiableMap;

import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.RecordShape.Component;
import io.sluice.gateway.config.RecordShape.Fallback;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the classes of config records. A class that cannot be bound is a bug of its author: {@link
 * IllegalArgumentException} names the class and the component.
 */
final class Shapes {
  private final Map<Class<?>, RecordShape> known = new ConcurrentHashMap<>();
  private final ValueType.Scalar policies;

  /** For records that name no policy of a plugin. */
  Shapes() {
    this(PolicyNames.BUILT_IN);
  }

  /**
   * @param policies what a {@link PolicyConfig} may be
   */
  Shapes(PolicyNames policies) {
    this.policies = policies.scalar();
  }

  /** The record's shape; its nested records are read too, so that a bug shows at once. */
  RecordShape of(Class<? extends Record> type) {
    return of(type, List.of());
  }

  private RecordShape of(Class<? extends Record> type, List<Class<?>> outer) {
    RecordShape shape = known.get(type);
    if (shape != null) {
      return shape;
    }
    if (outer.contains(type)) {
      throw new IllegalArgumentException(type.getName() + " holds itself (expected: no cycle)");
    }
    List<Class<?>> open = new ArrayList<>(outer);
    open.add(type);
    shape = read(type);
    shape.components().forEach(component -> readNested(component.type(), open));
    known.put(type, shape);
    return shape;
  }

  /** Every shape read so far. */
  Collection<RecordShape> all() {
    return known.values();
  }

  private void readNested(ValueType type, List<Class<?>> open) {
    if (type instanceof ValueType.Nested nested) {
      of(nested.type(), open);
    } else if (type instanceof ValueType.Items items) {
      readNested(items.element(), open);
    } else if (type instanceof ValueType.Entries entries) {
      readNested(entries.value(), open);
    }
  }

  /** Whether any option in it is secret, at any depth. */
  boolean holdSecret(RecordShape shape) {
    for (Component component : shape.components()) {
      if (component.option().secret() || holdSecret(component.type())) {
        return true;
      }
    }
    return false;
  }

  /** Whether any option in it is secret, at any depth; of plugins' options nobody knows. */
  boolean holdSecret(ValueType type) {
    if (type instanceof ValueType.Items items) {
      return holdSecret(items.element());
    }
    if (type instanceof ValueType.Entries entries) {
      return holdSecret(entries.value());
    }
    if (type instanceof ValueType.Nested nested) {
      return holdSecret(of(nested.type()));
    }
    return type instanceof ValueType.Unbound
        || type instanceof ValueType.FilterEntry
        || type instanceof ValueType.DiscoveryEntry;
  }

  private RecordShape read(Class<? extends Record> type) {
    RecordComponent[] parts = type.getRecordComponents();
    List<Component> components = new ArrayList<>(parts.length);
    Map<String, Component> byKey = new LinkedHashMap<>();
    OneOf oneOf = type.getAnnotation(OneOf.class);
    List<String> keys = oneOf == null ? List.of() : List.of(oneOf.value());
    for (RecordComponent part : parts) {
      Component component = component(type, part, keys);
      components.add(component);
      if (byKey.put(component.key(), component) != null) {
        throw new IllegalArgumentException(
            type.getName() + ": " + component.key() + " (expected: each key once)");
      }
    }
    if (!byKey.keySet().containsAll(keys)) {
      throw new IllegalArgumentException(type.getName() + ": @OneOf names keys that it has not");
    }
    return new RecordShape(
        type, List.copyOf(components), unmodifiableMap(byKey), keys, constructor(type, parts));
  }

  private Component component(Class<?> owner, RecordComponent part, List<String> oneOf) {
    Option option = part.getAnnotation(Option.class);
    String name = owner.getName() + "." + part.getName();
    if (option == null) {
      throw new IllegalArgumentException(name + ": no @Option (expected: on every component)");
    }
    ValueType type = typeOf(part.getGenericType(), name);
    boolean nullable = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
    if (nullable && part.getType().isPrimitive()) {
      throw new IllegalArgumentException(name + ": @Nullable (expected: not on a primitive type)");
    }
    String key = option.key().isEmpty() ? key(part.getName()) : option.key();
    Fallback fallback = fallback(option, type, nullable, oneOf.contains(key));
    return new Component(key, type, option, Rules.of(option), nullable, fallback);
  }

  private static Fallback fallback(
      Option option, ValueType type, boolean nullable, boolean choice) {
    if (!option.orElse().isEmpty()) {
      return Fallback.WRITTEN;
    }
    if (nullable) {
      return Fallback.NULL;
    }
    boolean many = type instanceof ValueType.Items || type instanceof ValueType.Entries;
    return many && (choice || option.min() < 1) ? Fallback.EMPTY : Fallback.NONE;
  }

  /** A name that Java keeps for itself, such as {@code default}, ends with an underscore there. */
  private static String key(String name) {
    String snake = Texts.snakeCase(name);
    return snake.endsWith("_") ? snake.substring(0, snake.length() - 1) : snake;
  }

  private ValueType typeOf(Type type, String name) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new ValueType.Items(typeOf(arguments[0], name));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new ValueType.Entries(typeOf(arguments[1], name));
      }
    }
    if (type instanceof Class<?> plain) {
      ValueType scalar = ValueType.SCALARS.get(plain);
      if (scalar != null) {
        return scalar;
      }
      if (plain.isEnum()) {
        return ValueType.words(plain);
      }
      if (plain == PolicyConfig.class) {
        return policies;
      }
      if (plain == Key.class) {
        return new ValueType.KeyParts();
      }
      if (plain == Node.class) {
        return new ValueType.Unbound();
      }
      if (plain == FilterConfig.class) {
        return new ValueType.FilterEntry();
      }
      if (plain == DiscoveryConfig.class) {
        return new ValueType.DiscoveryEntry();
      }
      if (plain.isRecord()) {
        return new ValueType.Nested(plain.asSubclass(Record.class));
      }
    }
    throw new IllegalArgumentException(
        name + ": " + type.getTypeName() + " (expected: a type that the config binder knows)");
  }

  private static Constructor<? extends Record> constructor(
      Class<? extends Record> type, RecordComponent[] parts) {
    Class<?>[] parameters =
        Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> canonical = type.getDeclaredConstructor(parameters);
      canonical.setAccessible(true); // a plugin's record need not be public
      return canonical;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // every record has it
    }
  }
}
