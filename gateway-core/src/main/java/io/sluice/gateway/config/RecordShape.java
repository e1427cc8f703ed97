package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;

/**
 * What is known of a config record's class.
 *
 * @param components in the record's order
 * @param byKey the same by their keys
 * @param oneOf keys of which exactly one must be there, or empty
 * @param constructor the canonical one
 */
record RecordShape(
    Class<? extends Record> type,
    List<Component> components,
    Map<String, Component> byKey,
    List<String> oneOf,
    Constructor<? extends Record> constructor) {

  /**
   * One component.
   *
   * @param key as the document writes it
   * @param nullable whether it may be absent and is null then
   * @param fallback what stands for an absent key; {@link Fallback#NONE}: it is required
   */
  record Component(
      String key, ValueType type, Option option, Rules rules, boolean nullable, Fallback fallback) {

    boolean required() {
      return fallback == Fallback.NONE;
    }
  }

  /** What stands for an absent key. */
  enum Fallback {
    /** Nothing: it is required. */
    NONE,
    NULL,
    /** An empty list or map. */
    EMPTY,
    /** The option's own text. */
    WRITTEN
  }

  /**
   * Makes the record.
   *
   * @throws IllegalArgumentException from its constructor
   */
  Record make(Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(type.getName() + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be made", e);
    }
  }
}
