package io.sluice.gateway.boot;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the operating system as calls. The JDK has no supported interface for them; {@code
 * sun.misc.Signal} of the module {@code jdk.unsupported} is what every JVM has. It is reached by
 * name, because javac warns of it in a way that no annotation quiets.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs {@code action} whenever the process gets the signal, on a new thread each time. Replaces
   * what the JVM would do by itself. Where there is no such signal, as HUP on Windows, or where the
   * JVM keeps it to itself ({@code -Xrs}), nothing happens but a line in the log.
   *
   * @param name without SIG: {@code TERM}, {@code INT}, {@code HUP}
   */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler call =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.run();
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "handler of SIG" + name;
              };
      Object proxy =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, call);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      LOG.warn("SIG{} cannot be handled here: {}", name, why.getMessage());
    }
  }
}
