package io.sluice.gateway.config;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.RecordShape.Component;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the binder over one tree. Nothing stops it: what cannot be bound is a finding, the
 * value {@link #FAILED} stands for it, and a record with such a part is not made.
 */
final class Binding {
  static final Object FAILED = new Object();

  private final Shapes shapes;
  private final Map<String, FilterFactory<?>> filters;
  private final Findings findings;
  private final ScalarBinding scalars;
  private final TrialContext trial;
  private final DiscoveryBinding discoveries;
  private final IdentityHashMap<Component, Object> defaults = new IdentityHashMap<>();

  Binding(
      Shapes shapes,
      Map<String, FilterFactory<?>> filters,
      DiscoveryTypes discoveries,
      Findings findings,
      TrialContext trial) {
    this.trial = trial;
    this.discoveries = new DiscoveryBinding(this, shapes, discoveries, findings, trial);
    this.shapes = shapes;
    this.filters = filters;
    this.findings = findings;
    this.scalars = new ScalarBinding(findings);
  }

  /** The record, or null when there were findings. */
  @Nullable Record bind(Class<? extends Record> type, Node node) {
    return record(shapes.of(type), node, KeyPath.ROOT) instanceof Record bound ? bound : null;
  }

  /** Binds a component's default: findings are its author's bugs. */
  void checkDefault(Component component) {
    written(component, KeyPath.ROOT.child(component.key()));
  }

  Object record(RecordShape shape, Node node, KeyPath path) {
    if (!(node instanceof Node.Mapping mapping)) {
      return wrongKind(node, Example.of(shape, node), shapes.holdSecret(shape), path);
    }
    refuseUnknownKeys(mapping, shape.byKey().keySet(), path);
    boolean ok = hasOneOf(mapping, shape.oneOf(), path);
    List<Component> components = shape.components();
    Object[] values = new Object[components.size()];
    for (int i = 0; i < values.length; i++) {
      Component component = components.get(i);
      Node.Entry entry = mapping.entries().get(component.key());
      Object value =
          entry == null
              ? absent(component, mapping, path)
              : value(
                  component.type(), component.rules(), entry.value(), path.child(component.key()));
      ok &= value != FAILED;
      values[i] = value;
    }
    return ok ? made(shape, values, mapping, path) : FAILED;
  }

  private Object made(RecordShape shape, Object[] values, Node.Mapping mapping, KeyPath path) {
    try {
      return shape.make(values);
    } catch (IllegalArgumentException e) {
      Refusal refusal = Refusal.of(e, shape);
      int line = KeyPath.ROOT.descend(refusal.key()).lineIn(mapping);
      findings.add(path.descend(refusal.key()), refusal.message(), line);
      return FAILED;
    }
  }

  private @Nullable Object absent(Component component, Node.Mapping owner, KeyPath path) {
    return switch (component.fallback()) {
      case NULL -> null;
      case EMPTY -> component.type() instanceof ValueType.Items ? List.of() : Map.of();
      case WRITTEN -> written(component, path.child(component.key()));
      case NONE -> {
        String message = "missing (expected: " + expected(component) + ")";
        findings.add(path.child(component.key()), message, owner.line());
        yield FAILED;
      }
    };
  }

  private static String expected(Component component) {
    boolean some = component.type() instanceof ValueType.Items && component.rules().min() > 0;
    return component.type().expected() + (some ? " of at least " + component.rules().min() : "");
  }

  private Object written(Component component, KeyPath path) {
    Object value = defaults.get(component);
    if (value == null) {
      Node node = Defaults.node(component);
      value = value(component.type(), component.rules(), node, path);
      defaults.put(component, value);
    }
    return value;
  }

  private Object value(ValueType type, Rules rules, Node node, KeyPath path) {
    if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BROKEN) {
      return FAILED;
    }
    if (type instanceof ValueType.Scalar scalar) {
      return orFailed(scalars.value(scalar, rules, node, path));
    }
    if (type instanceof ValueType.Items items) {
      return list(items, rules, node, path);
    }
    if (type instanceof ValueType.Entries entries) {
      return map(entries, rules, node, path);
    }
    if (type instanceof ValueType.Nested nested) {
      return record(shapes.of(nested.type()), node, path);
    }
    if (type instanceof ValueType.KeyParts parts) {
      return orFailed(scalars.key(parts, rules, node, path));
    }
    if (type instanceof ValueType.DiscoveryEntry) {
      return node instanceof Node.Mapping mapping
          ? discoveries.bind(mapping, path)
          : wrongKind(node, type.expected(), true, path);
    }
    return type instanceof ValueType.FilterEntry ? filter(node, path) : node;
  }

  private static Object orFailed(@Nullable Object value) {
    return value == null ? FAILED : value;
  }

  private Object list(ValueType.Items type, Rules rules, Node node, KeyPath path) {
    if (rules.single() && node instanceof Node.Scalar) {
      Object only = value(type.element(), rules.ofEntries(), node, path);
      return only == FAILED ? FAILED : List.of(only);
    }
    if (!(node instanceof Node.Sequence sequence)) {
      return wrongKind(node, "a list", rules.secret() || shapes.holdSecret(type), path);
    }
    boolean ok = enough(sequence.items().size(), rules, node, path);
    Rules entryRules = rules.ofEntries();
    List<Object> values = new ArrayList<>(sequence.items().size());
    for (int i = 0; i < sequence.items().size(); i++) {
      Object value = value(type.element(), entryRules, sequence.items().get(i), path.child(i));
      ok &= value != FAILED;
      values.add(value);
    }
    return ok ? List.copyOf(values) : FAILED;
  }

  private Object map(ValueType.Entries type, Rules rules, Node node, KeyPath path) {
    if (!(node instanceof Node.Mapping mapping)) {
      return wrongKind(node, "a mapping", rules.secret() || shapes.holdSecret(type), path);
    }
    boolean ok = enough(mapping.entries().size(), rules, node, path);
    Rules entryRules = rules.ofEntries();
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, Node.Entry> entry : mapping.entries().entrySet()) {
      KeyPath place = path.child(entry.getKey());
      ok &= scalars.isKey(entry.getKey(), rules, place, entry.getValue().line());
      Object value = value(type.value(), entryRules, entry.getValue().value(), place);
      ok &= value != FAILED;
      values.put(entry.getKey(), value);
    }
    return ok ? Collections.unmodifiableMap(values) : FAILED;
  }

  private boolean enough(int size, Rules rules, Node node, KeyPath path) {
    if (size >= rules.min() && size <= rules.max()) {
      return true;
    }
    String bound = size < rules.min() ? "at least " + rules.min() : "at most " + rules.max();
    findings.add(path, size + " entries (expected: " + bound + ")", node.line());
    return false;
  }

  private Object filter(Node node, KeyPath path) {
    if (!(node instanceof Node.Mapping mapping)) {
      return wrongKind(node, "a mapping with the filter's name", true, path);
    }
    Object head = record(shapes.of(FilterHead.class), node, path);
    Node.Scalar name = mapping.scalar("name");
    FilterFactory<?> factory = name == null ? null : factory(name, path.child("name"));
    if (factory == null) {
      return FAILED;
    }
    Node given = mapping.value("config");
    Node config = given == null ? Defaults.emptyMapping(node.line()) : given;
    Part part =
        new Part(
            "filter " + factory.name(),
            shapes.of(factory.configType()),
            options -> make(factory, options));
    Object bound = tried(part, config, path.child("config"), path, node.line());
    return head instanceof FilterHead known && bound instanceof Record options
        ? new FilterConfig(known.name(), known.enabled(), factory, options)
        : FAILED;
  }

  private <C extends Record> void make(FilterFactory<C> factory, Record config) {
    factory.create(factory.configType().cast(config), trial);
  }

  /**
   * What a plugin makes of options.
   *
   * @param what its name in messages
   * @param making makes it, to drop it; throws whatever it likes
   */
  record Part(String what, RecordShape options, Consumer<Record> making) {}

  /**
   * The options of a part, if the part can be made of them: what only its factory knows is found
   * here too. A plugin's jar may be broken in any way, which must not end the gateway that reloads.
   *
   * @param path of the options
   * @param whole of the part
   * @param line of the part
   */
  Object tried(Part part, Node options, KeyPath path, KeyPath whole, int line) {
    try {
      Object bound = record(part.options, options, path);
      if (bound != FAILED) {
        part.making.accept((Record) bound);
      }
      return bound;
    } catch (IllegalArgumentException e) {
      Refusal refusal = Refusal.of(e, part.options);
      KeyPath place = KeyPath.ROOT.descend(refusal.key());
      int at = options instanceof Node.Mapping mapping ? place.lineIn(mapping) : options.line();
      findings.add(path.descend(refusal.key()), refusal.message(), at);
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      findings.add(whole, part.what + " cannot be made: " + told(e), line);
    }
    return FAILED;
  }

  /** What was thrown, and where: for the filter's author, who may have no other trace of it. */
  static String told(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    StackTraceElement[] trace = cause.getStackTrace();
    return Texts.visible(cause.toString(), 200) + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private @Nullable FilterFactory<?> factory(Node.Scalar name, KeyPath path) {
    FilterFactory<?> factory = filters.get(name.text());
    if (factory == null) {
      String known = Nearest.listed(name.text(), filters.keySet());
      findings.add(path, "unknown filter " + Texts.visible(name.text()) + known, name.line());
    }
    return factory;
  }

  private boolean hasOneOf(Node.Mapping mapping, List<String> keys, KeyPath path) {
    if (keys.isEmpty()) {
      return true;
    }
    List<String> there = keys.stream().filter(mapping.entries()::containsKey).toList();
    if (there.size() != 1) {
      String found = there.isEmpty() ? "missing" : String.join(" and ", there);
      findings.add(
          path, found + " (expected: exactly one of " + Texts.oneOf(keys) + ")", mapping.line());
    }
    return there.size() == 1;
  }

  private void refuseUnknownKeys(Node.Mapping mapping, Collection<String> known, KeyPath path) {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                String hint = findings.isFull() ? "" : Nearest.hint(key, known);
                findings.add(path.child(key), "unknown key" + hint, entry.line());
              }
            });
  }

  Object wrongKind(Node node, String expected, boolean secret, KeyPath path) {
    if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BROKEN) {
      return FAILED;
    }
    String found =
        node instanceof Node.Scalar scalar && !secret
            ? Texts.visible(scalar.text())
            : node.kindName();
    findings.add(path, found + " (expected: " + expected + ")", node.line());
    return FAILED;
  }
}
