package io.sluice.gateway.config;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.RecordShape.Component;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every filter is called and takes, for {@code sluice filters} and the admin API. */
public final class FilterDocs {

  /**
   * One filter.
   *
   * @param options in the order of its config record; those of nested records follow with a dot
   */
  public record FilterDoc(String name, String description, List<OptionDoc> options) {}

  /**
   * One option.
   *
   * @param key path inside the filter's config, such as {@code policies[].rate}
   * @param type in words
   * @param orElse the default as the document writes it, or {@code required} or {@code none}
   * @param meaning one sentence
   */
  public record OptionDoc(String key, String type, String orElse, String meaning) {}

  private static final int WIDTH = 100;
  private static final String HEAD =
      "Written as { name: NAME, config: { OPTION: VALUE } }, in default_filters or a route's"
          + " filters.\n\n";

  private FilterDocs() {}

  /** All filters in the given order. */
  public static List<FilterDoc> of(Iterable<? extends FilterFactory<?>> filters) {
    Shapes shapes = new Shapes();
    List<FilterDoc> docs = new ArrayList<>();
    for (FilterFactory<?> filter : filters) {
      List<OptionDoc> options = new ArrayList<>();
      describe(shapes, shapes.of(filter.configType()), "", options);
      docs.add(new FilterDoc(filter.name(), filter.description(), List.copyOf(options)));
    }
    return List.copyOf(docs);
  }

  /** All filters as plain text: of each option its key, type and default, then its meaning. */
  public static String text(Iterable<? extends FilterFactory<?>> filters) {
    StringBuilder out = new StringBuilder(HEAD);
    for (FilterDoc filter : of(filters)) {
      out.append(filter.name).append('\n');
      wrap(out, 4, 4, filter.description);
      int width = filter.options.stream().mapToInt(option -> option.key.length()).max().orElse(0);
      for (OptionDoc option : filter.options) {
        String gap = " ".repeat(width - option.key.length() + 2);
        String value = option.type + ", " + stated(option.orElse);
        wrap(out, 4, width + 6, option.key + gap + value);
        wrap(out, width + 6, width + 6, option.meaning);
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** Adds the text in lines of bearable width, the first and the others indented. */
  private static void wrap(StringBuilder out, int first, int others, String text) {
    String indent = " ".repeat(first);
    String rest = text;
    while (indent.length() + rest.length() > WIDTH) {
      int space = rest.lastIndexOf(' ', WIDTH - indent.length());
      int end = space > others ? space : rest.indexOf(' ', others + 1);
      if (end < 0) {
        break;
      }
      out.append(indent).append(rest, 0, end).append('\n');
      rest = rest.substring(end + 1);
      indent = " ".repeat(others);
    }
    out.append(indent).append(rest).append('\n');
  }

  private static String stated(String orElse) {
    return switch (orElse) {
      case "required" -> orElse;
      case "none" -> "no default";
      default -> "default " + orElse;
    };
  }

  private static void describe(
      Shapes shapes, RecordShape shape, String prefix, List<OptionDoc> options) {
    for (Component component : shape.components()) {
      String key = prefix + component.key();
      String type = component.type().label();
      options.add(new OptionDoc(key, type, orElse(component), component.option().value()));
      Inner inner = inner(component.type(), key);
      if (inner != null) {
        describe(shapes, shapes.of(inner.type), inner.key + ".", options);
      }
    }
  }

  private record Inner(Class<? extends Record> type, String key) {}

  private static @Nullable Inner inner(ValueType type, String key) {
    if (type instanceof ValueType.Items items) {
      return inner(items.element(), key + "[]");
    }
    if (type instanceof ValueType.Entries entries) {
      return inner(entries.value(), key + ".*");
    }
    return type instanceof ValueType.Nested nested ? new Inner(nested.type(), key) : null;
  }

  private static String orElse(Component component) {
    return switch (component.fallback()) {
      case NONE -> "required";
      case NULL -> "none";
      case EMPTY -> component.type() instanceof ValueType.Items ? "[]" : "{}";
      case WRITTEN -> component.option().secret() ? Findings.HIDDEN : component.option().orElse();
    };
  }
}
