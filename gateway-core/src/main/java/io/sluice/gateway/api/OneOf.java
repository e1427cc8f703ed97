package io.sluice.gateway.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Of these keys a config record takes exactly one; the strict binder and the JSON Schema both read
 * this.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OneOf {

  /** The keys as the document writes them. */
  String[] value();
}
