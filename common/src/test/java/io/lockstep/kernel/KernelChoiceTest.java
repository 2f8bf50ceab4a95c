package io.lockstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.LockstepException;
import io.lockstep.kernel.KernelChoice.Fma;
import io.lockstep.kernel.KernelChoice.VectorModule;
import org.junit.jupiter.api.Test;

final class KernelChoiceTest {

  @Test
  void theVectorKernelsAreTakenWhereTheVectorApiIs() {
    Kernels kernels = KernelChoice.choose(Fma.PRESENT, "", VectorModule.PRESENT);
    assertThat(kernels).isInstanceOf(VectorKernels.class);
    assertThat(kernels.description()).matches("vector, \\d+ bits");
  }

  @Test
  void theScalarTwinStepsInWithoutTheVectorApi() {
    Kernels kernels = KernelChoice.choose(Fma.PRESENT, "", VectorModule.MISSING);
    assertThat(kernels).isSameAs(Kernels.scalar());
  }

  @Test
  void theScalarTwinCanBeAskedFor() {
    Kernels kernels = KernelChoice.choose(Fma.UNKNOWN, "scalar", VectorModule.PRESENT);
    assertThat(kernels).isSameAs(Kernels.scalar());
  }

  @Test
  void aShortRunIsDoneSoonestInPlainJavaAndALongOneWithVectors() {
    String told = System.clearProperty(KernelChoice.PROPERTY);
    try {
      assertThat(Kernels.forWork(KernelChoice.SHORT - 1)).isSameAs(Kernels.scalar());
      assertThat(Kernels.forWork(KernelChoice.SHORT)).isSameAs(Kernels.best());
    } finally {
      if (told != null) {
        System.setProperty(KernelChoice.PROPERTY, told);
      }
    }
  }

  @Test
  void whoAsksForVectorsHasThemForAnyRun() {
    String told = System.setProperty(KernelChoice.PROPERTY, "vector");
    try {
      assertThat(Kernels.forWork(0)).isSameAs(Kernels.best());
    } finally {
      if (told == null) {
        System.clearProperty(KernelChoice.PROPERTY);
      } else {
        System.setProperty(KernelChoice.PROPERTY, told);
      }
    }
  }

  @Test
  void aProcessorWithoutFmaIsRefused() {
    assertThatThrownBy(() -> KernelChoice.choose(Fma.MISSING, "", VectorModule.PRESENT))
        .isInstanceOf(LockstepException.class)
        .hasMessageContaining("fma");
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> KernelChoice.choose(Fma.PRESENT, "fast", VectorModule.PRESENT))
        .isInstanceOf(LockstepException.class)
        .hasMessageContaining("fast")
        .hasMessageContaining(KernelChoice.PROPERTY);
  }

  @Test
  void thisMachineHasAChoice() {
    assertThat(Kernels.best()).isSameAs(KernelChoice.best());
  }

  @Test
  void thePeakOfTheMachineIsPositive() {
    assertThat(FmaPeak.gigaflops(3)).isPositive();
    assertThatThrownBy(() -> FmaPeak.gigaflops(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
