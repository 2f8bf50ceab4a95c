package io.lockstep.model;

import io.lockstep.config.ModelSection;
import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.PackBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

/// Several members that train on the rows of one workspace, each on a thread of its own.
final class Company {

  private final Network network;
  private final ModelSection model;
  private final int rows;
  private final Workspace workspace;
  private final List<Pass> passes = new ArrayList<>();
  private final CyclicBarrier meeting;

  /// Meetings of the first member in one call.
  private int meetings;

  Company(ModelSection model, int inputs, int rows, int shard, int count) {
    this.model = model;
    this.rows = rows;
    this.network = Network.of(model, inputs, Losses.labelsOf(model), Kernels.best());
    this.workspace = network.workspace(rows, shard);
    this.meeting = new CyclicBarrier(count);
    for (int index = 0; index < count; index++) {
      boolean isFirst = index == 0;
      Member member = new Member(index, count, () -> meet(isFirst));
      passes.add(network.pass(workspace, new PackBuffers(), member));
    }
  }

  private void meet(boolean isFirst) {
    if (isFirst) {
      meetings++;
    }
    try {
      meeting.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// The rows that [ExactnessTest] trains on.
  void fill() {
    Models.fill(5, workspace.input(), rows * network.inputWidth());
    Losses.fill(model.loss(), 6, workspace.target(), rows, Losses.labelsOf(model).count());
  }

  float[] train(BackwardOrder order, long seed) {
    float[] parameters = new float[network.layout().length()];
    network.initialize(seed, parameters);
    float[] gradient = new float[parameters.length];
    TrainingRows training = new TrainingRows().set(rows, seed, 3, 0);
    List<Throwable> faults = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    meetings = 0;
    for (Pass pass : passes) {
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, fault) -> faults.add(fault))
              .start(() -> pass.train(training, parameters, gradient, order, (_, _) -> {})));
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (!faults.isEmpty() || meetings != passes.getFirst().meetings(order)) {
      throw new AssertionError(
          "%d meetings, %d foreseen, %s"
              .formatted(meetings, passes.getFirst().meetings(order), faults));
    }
    return gradient;
  }

  double lossSum() {
    return passes.getFirst().lossSum();
  }
}
