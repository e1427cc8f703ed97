package io.sluice.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Atomic access to the words of a state. */
final class Words {
  /** Takes a state and an index. */
  static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private Words() {}
}
