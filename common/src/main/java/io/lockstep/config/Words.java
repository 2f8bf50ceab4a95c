package io.lockstep.config;

import java.util.Locale;

/// How constants are spelt in a configuration: `LEAKY_RELU` is `leaky-relu`.
public final class Words {

  private Words() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
