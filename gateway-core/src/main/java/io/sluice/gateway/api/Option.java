package io.sluice.gateway.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a config record: the strict binder, {@code sluice schema} and {@code
 * sluice filters} all read this, so that none can say something else than the others.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {

  /** What it is for: one plain sentence. */
  String value();

  /** The key in the document; empty: the component's name in snake_case. */
  String key() default "";

  /**
   * The value when the key is absent, written as in the document ({@code 5s}, {@code [gzip]},
   * {@code {}}, {@code ""} for empty text). Empty: the key is required, unless the component is
   * {@code @Nullable}, a list or a map, which are then null or empty.
   */
  String orElse() default "";

  /**
   * Least value of a number, in its own unit (bytes of a size, nanoseconds of a duration, per
   * second of a rate). Of a list or a map: the least number of its entries; from 1 on, the key is
   * required, unless {@link OneOf} names it.
   */
  long min() default Long.MIN_VALUE;

  /** Greatest value of a number. */
  long max() default Long.MAX_VALUE;

  /**
   * A regular expression (RE2 syntax) that the whole of a string must match. Of a list or a map:
   * that each of its strings must match.
   */
  String pattern() default "";

  /** A regular expression (RE2 syntax) that the whole of each key of a map must match. */
  String keys() default "";

  /**
   * Whether a list, or each list of a map, that has one entry may be written as that entry: {@code
   * audience: orders} for {@code audience: [orders]}.
   */
  boolean single() default false;

  /** Whether the value must never be shown: no error message and no listing repeats it. */
  boolean secret() default false;
}
