package io.lockstep.model;

import static io.lockstep.model.Models.dense;
import static io.lockstep.model.Models.dropout;
import static io.lockstep.model.Models.model;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Kernels;
import io.lockstep.optimizer.Optimizer;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@Tag("allocation")
final class AllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int QUIET_STEPS = 100;
  private static final long WARM_UP_SECONDS_MAX = 60;

  /// Of the model's own code, with plain kernels; vector kernels are measured one by one in
  /// `kernel` and as a whole step in `training`, each in a JVM of its own. A step is warm when a
  /// hundred in a row allocate nothing, and that must come to pass within the deadline.
  @ParameterizedTest
  @FieldSource("io.lockstep.config.LossSpec#KINDS")
  void aWarmStepAllocatesNothingOfItsOwn(LossSpec loss) {
    assertThat(fewestBytesOf(QUIET_STEPS, loss, Kernels.scalar())).isZero();
  }

  /// Fewest bytes that so many steps in a row allocate.
  private static long fewestBytesOf(int steps, LossSpec loss, Kernels kernels) {
    LongSupplier step = step(loss, kernels);
    long deadlineNanos = System.nanoTime() + WARM_UP_SECONDS_MAX * 1_000_000_000;
    long fewest = Long.MAX_VALUE;
    while (fewest > 0 && System.nanoTime() < deadlineNanos) {
      long bytes = 0;
      for (int i = 0; i < steps; i++) {
        bytes += step.getAsLong();
      }
      fewest = Math.min(fewest, bytes);
    }
    return fewest;
  }

  /// A training step that returns how many bytes it allocated.
  private static LongSupplier step(LossSpec loss, Kernels kernels) {
    int outputs = loss == LossSpec.BINARY_CROSS_ENTROPY ? 1 : 5;
    Network network =
        Network.of(
            model(
                loss,
                dense(32, ActivationSpec.RELU),
                dropout(0.2),
                dense(16, ActivationSpec.TANH),
                dense(16, ActivationSpec.SIGMOID),
                dense(outputs, ActivationSpec.IDENTITY)),
            12,
            outputs,
            kernels);
    float[] parameters = new float[network.layout().length()];
    float[] gradient = new float[parameters.length];
    network.initialize(1, parameters);
    Optimizer optimizer =
        Optimizer.of(new OptimizerSpec.Adam(1e-4, 0.9, 0.999, 1e-8, 0), parameters.length, kernels);
    Pass pass = network.pass(24, 8);
    Models.fill(1, pass.input(), 24 * 12);
    TrainingRows rows = new TrainingRows();
    GradientProgress progress = (_, _) -> {};
    AtomicLong step = new AtomicLong();
    return () -> {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      long now = step.incrementAndGet();
      pass.train(rows.set(22, 42, now, 0), parameters, gradient, progress);
      kernels.scale(1 / 22f, gradient, 0, gradient.length);
      optimizer.update(now, 1e-4, parameters, gradient, 0, parameters.length);
      return THREADS.getCurrentThreadAllocatedBytes() - before;
    };
  }
}
