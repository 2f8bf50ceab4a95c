package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
          "course",
          "initializer",
          "random",
          "model",
          "measure",
          "data",
          "shard",
          "reduce",
          "plan",
          "lane",
          "version",
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

  private static final Pattern VECTOR = Pattern.compile("jdk\\.incubator\\.vector\\.\\w*Vector");

  private final CompiledModules modules = CompiledModules.ofThisBuild();

  @Test
  void trainingUsesNoMathFunctionThatDiffersBetweenMachines() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      if (!TRAINING.contains(family(type))) {
        continue;
      }
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (isMath(access)
            && INEXACT.contains(access.getTarget().getName())
            && !isRateOfAStep(type, access)) {
          violations.add(access.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  /// One number a step, which Java specifies to the bit (fdlibm); everything else has kernels.
  private static boolean isRateOfAStep(JavaClass type, JavaAccess<?> access) {
    return family(type).equals("course")
        && access.getTargetOwner().getName().equals("java.lang.StrictMath");
  }

  @Test
  void trainingDrawsOnlyFromCounterBasedRandomness() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      if (!TRAINING.contains(family(type))) {
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

  /// The contract says where a product and a sum are rounded once. Whoever wants it elsewhere has
  /// to write a kernel, which is compared with its definition.
  @Test
  void onlyKernelsFuseAProductWithASum() {
    Set<String> families = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (isMath(access) && access.getTarget().getName().equals("fma")) {
          families.add(family(type));
        }
      }
    }
    assertThat(families).containsExactly("kernel");
  }

  /// The compiler does not inline a method of ours where it has inlined much already, and then
  /// every vector that the method takes or gives is an object, in a loop that allocates from then
  /// on.
  @Test
  void noMethodTakesOrGivesVectors() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      for (JavaMethod method : type.getMethods()) {
        List<JavaClass> types = new ArrayList<>(method.getRawParameterTypes());
        types.add(method.getRawReturnType());
        if (types.stream().anyMatch(each -> VECTOR.matcher(each.getName()).matches())) {
          violations.add(method.getFullName());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  private static boolean isMath(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return owner.equals("java.lang.Math") || owner.equals("java.lang.StrictMath");
  }

  /// First part of the package below `io.lockstep`: what lies in a package of it counts too.
  private static String family(JavaClass type) {
    return CompiledModules.packageOf(type).split("\\.")[0];
  }
}
