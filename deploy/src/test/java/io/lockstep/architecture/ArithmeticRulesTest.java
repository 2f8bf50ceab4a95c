package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Nothing whose last bit may differ between machines, and no second source of randomness, in the
/// packages whose results are part of the promise of equal bits.
final class ArithmeticRulesTest {

  private static final Set<String> TRAINING =
      Set.of(
          "kernel",
          "layer",
          "loss",
          "optimizer",
          "initializer",
          "random",
          "model",
          "shard",
          "reduce",
          "plan",
          "training");

  private static final Set<String> INEXACT =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "asin", "acos",
          "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot");

  private static final Set<String> OTHER_RANDOMNESS =
      Set.of(
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.security.SecureRandom",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.random.RandomGenerator");

  private final CompiledModules modules = CompiledModules.ofThisBuild();

  @Test
  void trainingUsesNoMathFunctionThatDiffersBetweenMachines() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      if (!TRAINING.contains(CompiledModules.packageOf(type))) {
        continue;
      }
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        String owner = access.getTargetOwner().getName();
        boolean math = owner.equals("java.lang.Math") || owner.equals("java.lang.StrictMath");
        if (math && INEXACT.contains(access.getTarget().getName())) {
          violations.add(access.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void trainingDrawsOnlyFromCounterBasedRandomness() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      String family = CompiledModules.packageOf(type);
      if (!TRAINING.contains(family) && !family.startsWith("data")) {
        continue;
      }
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        boolean mathRandom =
            access.getTargetOwner().getName().equals("java.lang.Math")
                && access.getTarget().getName().equals("random");
        if (mathRandom || OTHER_RANDOMNESS.contains(access.getTargetOwner().getName())) {
          violations.add(access.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }
}
