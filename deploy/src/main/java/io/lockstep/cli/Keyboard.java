package io.lockstep.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/// Hears ctrl-C apart from a polite request to end. The JVM takes both for the same, and the class
/// that tells them apart is not one that a program may name when it is compiled without warnings.
final class Keyboard {

  private static final int INTERRUPTED = 130;

  private Keyboard() {}

  /// From now on ctrl-C runs `pressed` and then ends the JVM as it would by itself. Does nothing
  /// where the signal is ignored, as in the background of a script, or cannot be had.
  static void onInterrupt(Runnable pressed) {
    try {
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Class<?> signal = Class.forName("sun.misc.Signal");
      InvocationHandler heard =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  pressed.run();
                  Thread.ofPlatform().name("ctrl-c").start(() -> System.exit(INTERRUPTED));
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "ctrl-C";
              };
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("INT"),
              Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, heard));
    } catch (ReflectiveOperationException | RuntimeException unavailable) {
      return; // Ctrl-C then ends the command as any other signal does.
    }
  }
}
