package io.sluice.gateway.config;

import io.sluice.gateway.config.Node.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** What a component of a config record can be; binder, schema and listing all go by it. */
sealed interface ValueType {

  /** What it is called in the listing of options. */
  String label();

  /** What an error message expects. */
  String expected();

  /** A list. */
  record Items(ValueType element) implements ValueType {
    @Override
    public String label() {
      return "list of " + element.label();
    }

    @Override
    public String expected() {
      return "a list";
    }
  }

  /** A map from text. */
  record Entries(ValueType value) implements ValueType {
    @Override
    public String label() {
      return "map to " + value.label();
    }

    @Override
    public String expected() {
      return "a mapping";
    }
  }

  /** Another config record. */
  record Nested(Class<? extends Record> type) implements ValueType {
    @Override
    public String label() {
      return "options";
    }

    @Override
    public String expected() {
      return "a mapping";
    }
  }

  /** A {@link FilterConfig}: its keys depend on the filter that it names. */
  record FilterEntry() implements ValueType {
    @Override
    public String label() {
      return "filter";
    }

    @Override
    public String expected() {
      return "a mapping with a filter's name";
    }
  }

  /** A {@link DiscoveryConfig}: its keys depend on its type. */
  record DiscoveryEntry() implements ValueType {
    @Override
    public String label() {
      return "discovery";
    }

    @Override
    public String expected() {
      return "a mapping with the discovery's type";
    }
  }

  /** A {@link io.sluice.gateway.api.Key}: one text or a list of them. */
  record KeyParts() implements ValueType {
    @Override
    public String label() {
      return "variable, or a list of them";
    }

    @Override
    public String expected() {
      return "a variable such as client_ip, text with {variables}, or a list of them";
    }
  }

  /** A part that is bound later; see {@link FilterHead}. */
  record Unbound() implements ValueType {
    @Override
    public String label() {
      return "options";
    }

    @Override
    public String expected() {
      return "a mapping";
    }
  }

  /**
   * A value without parts.
   *
   * @param kinds how it may be written; text that the environment filled in always may be tried
   * @param words every text that it can be, or empty
   * @param pattern of its text, for the schema; what {@code parser} takes may be narrower
   * @param parser throws IllegalArgumentException with the value and what was expected
   * @param comparison of a value with an option's least or greatest one, or null
   * @param bound how a least or greatest value is written
   */
  record Scalar(
      String label,
      String expected,
      Set<Kind> kinds,
      List<String> words,
      String pattern,
      Function<String, Object> parser,
      @Nullable ToIntBiFunction<Object, Long> comparison,
      LongFunction<String> bound)
      implements ValueType {

    /** Whether any text will do, so that a pattern of the option is what limits it. */
    boolean isText() {
      return kinds.contains(Kind.BOOLEAN) && kinds.contains(Kind.TEXT);
    }
  }

  /** Scalars by their class. */
  Map<Class<?>, Scalar> SCALARS = Scalars.all();

  /** The scalar of an enum: its constants in snake_case. */
  static Scalar words(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    List<String> words =
        Arrays.stream(constants).map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT)).toList();
    String expected = Texts.oneOf(words);
    return new Scalar(
        String.join(" | ", words),
        expected,
        EnumSet.of(Kind.TEXT),
        words,
        "",
        text -> {
          int at = words.indexOf(text);
          if (at < 0) {
            throw new IllegalArgumentException(
                Texts.visible(text) + " (expected: " + expected + ")");
          }
          return constants[at];
        },
        null,
        Long::toString);
  }
}
