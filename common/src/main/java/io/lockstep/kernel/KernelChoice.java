package io.lockstep.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.lang.management.ManagementFactory;

/// Which kernels this JVM runs: the fastest, or for a short run those that are soonest at their
/// speed. All give the same bits.
public final class KernelChoice {

  /// System property; `scalar` forces the plain-Java kernels, `vector` those of the Vector API also
  /// for a short run.
  static final String PROPERTY = "lockstep.kernels";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR_KERNELS = "io.lockstep.kernel.VectorKernels";

  /// Work of a run, in rows times parameters, that plain Java has done by the time the Vector API
  /// is loaded and its kernels are compiled: half a second on one core. They draw level at two to
  /// three times as much.
  static final double SHORT = 2e8;

  private KernelChoice() {}

  /// The fastest kernels of this JVM.
  ///
  /// @throws LockstepException when the processor has no fma in hardware, or the property has an
  ///   unknown value
  public static Kernels best() {
    if (Chosen.REFUSAL != null) {
      throw Chosen.REFUSAL.exception();
    }
    return Chosen.KERNELS;
  }

  /// The kernels that are done first with so much work.
  ///
  /// @param work rows times parameters
  /// @throws LockstepException as [#best]
  static Kernels forWork(double work) {
    String wanted = System.getProperty(PROPERTY, "");
    return wanted.isEmpty() && work < SHORT
        ? choose(fmaOfThisMachine(), "scalar", vectorModule())
        : best();
  }

  /// The choice as a function of what it depends on.
  ///
  /// @param fma what the JVM says about fma in hardware
  /// @param wanted the property, empty when not given
  /// @param module whether the Vector API is there
  static Kernels choose(Fma fma, String wanted, VectorModule module) {
    if (fma == Fma.MISSING) {
      throw Failure.of(
              ExitCode.USAGE, "this processor has no fma instruction, or it is switched off")
          .at("java.lang.Math.fma is emulated here and about 1000 times too slow")
          .advising("run on a processor with fma (x86 since 2013, all ARM64), without -XX:-UseFMA")
          .exception();
    }
    return switch (wanted) {
      case "scalar" -> ScalarKernels.INSTANCE;
      case "", "vector" -> module == VectorModule.PRESENT ? vector() : ScalarKernels.INSTANCE;
      default ->
          throw Failure.of(ExitCode.USAGE, "unknown kernels \"" + wanted + "\"")
              .at("system property " + PROPERTY)
              .advising("-D" + PROPERTY + "=scalar, or leave it out")
              .exception();
    };
  }

  /// Fused multiply-add in hardware, as HotSpot reports it.
  enum Fma {
    PRESENT,
    MISSING,
    /// Another JVM than HotSpot: not refused, since it cannot be known.
    UNKNOWN
  }

  /// The Vector API, an incubating module that is only there with `--add-modules`.
  enum VectorModule {
    PRESENT,
    MISSING
  }

  private static Kernels vector() {
    try {
      return (Kernels) Class.forName(VECTOR_KERNELS).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(VECTOR_KERNELS + " cannot be loaded", e);
    }
  }

  private static Fma fmaOfThisMachine() {
    try {
      var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (diagnostics == null) {
        return Fma.UNKNOWN;
      }
      String used = diagnostics.getVMOption("UseFMA").getValue();
      return Boolean.parseBoolean(used) ? Fma.PRESENT : Fma.MISSING;
    } catch (IllegalArgumentException e) {
      return Fma.UNKNOWN;
    }
  }

  private static VectorModule vectorModule() {
    boolean present = ModuleLayer.boot().findModule(MODULE).isPresent();
    return present ? VectorModule.PRESENT : VectorModule.MISSING;
  }

  /// A refusal is kept and not thrown here: an exception in a static initialiser arrives as an
  /// error of the class loader, which nobody reads as a word about the processor.
  private static final class Chosen {
    static final Kernels KERNELS;
    static final Failure REFUSAL;

    static {
      Kernels kernels = null;
      Failure refusal = null;
      try {
        kernels = choose(fmaOfThisMachine(), System.getProperty(PROPERTY, ""), vectorModule());
      } catch (LockstepException e) {
        refusal = e.failure();
      }
      KERNELS = kernels;
      REFUSAL = refusal;
    }
  }
}
