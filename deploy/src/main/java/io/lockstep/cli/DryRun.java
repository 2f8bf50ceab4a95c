package io.lockstep.cli;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.cli.progress.ColumnsTable;
import io.lockstep.cli.progress.ModelTable;
import io.lockstep.config.RunConfiguration;
import io.lockstep.config.TrainSection;
import io.lockstep.data.Examples;
import io.lockstep.data.LoadedData;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.DurableFiles;
import io.lockstep.run.RunFolder;
import io.lockstep.shard.BatchPlan;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Trains the first three batches in a folder that is thrown away, and reads the checkpoint back:
/// what can go wrong in the first minute of a long run goes wrong here.
final class DryRun implements Callable<Integer> {

  private static final int STEPS = 3;

  private final PreparedRun run;
  private final int lanes;
  private final Output output;

  DryRun(PreparedRun run, int lanes, Output output) {
    this.run = run;
    this.lanes = lanes;
    this.output = output;
  }

  @Override
  public Integer call() {
    output.talk().print(ColumnsTable.text(run.data().columns()));
    output.talk().print(ModelTable.text(run.network()));
    try {
      Path scratch = Files.createTempDirectory("lockstep-dry-run-");
      try {
        train(scratch);
      } catch (LockstepException e) {
        throw e.failure().code() == ExitCode.STORAGE ? ofScratch(e) : e;
      } finally {
        DurableFiles.deleteFolder(scratch);
      }
    } catch (IOException e) {
      StorageFault fault = StorageFault.of(e, Path.of(System.getProperty("java.io.tmpdir")));
      throw fault
          .failure(ExitCode.STORAGE, "the dry run cannot write")
          .advising(fault.advice() + ", or name another folder in TMPDIR")
          .exception(e);
    }
    return ExitCode.DONE.number();
  }

  /// What is said of run folders does not help here: --runs has no say in where this one is.
  private static LockstepException ofScratch(LockstepException full) {
    return Failure.of(ExitCode.STORAGE, full.failure().error())
        .at(full.failure().cause())
        .keeping("nothing was changed")
        .advising("make room there, or name another folder in TMPDIR")
        .exception(full);
  }

  private void train(Path scratch) {
    PreparedRun shortened = shortened();
    TrainingResult result;
    Path checkpoints;
    try (RunFolder folder = RunFolder.create(scratch, run.configuration().run().name())) {
      checkpoints = folder.checkpoints();
      result = new LocalTraining(shortened, lanes).train(folder, TrainingObserver.SILENT);
    }
    long restored =
        CheckpointStore.open(checkpoints, run.configuration().checkpoint().keep())
            .newestValid()
            .checkpoint()
            .orElseThrow(() -> new IllegalStateException("no checkpoint was written"))
            .step();
    output
        .talk()
        .println(
            "dry run: %d steps trained, loss %.6f, checkpoint of step %d written and read back"
                .formatted(result.steps(), result.metrics().get("train").loss(), restored));
  }

  private PreparedRun shortened() {
    RunConfiguration whole = run.configuration();
    TrainSection train = whole.train();
    RunConfiguration once =
        new RunConfiguration(
            whole.run(),
            whole.data(),
            whole.model(),
            new TrainSection(
                1,
                train.batch(),
                train.shard(),
                train.optimizer(),
                train.clip(),
                train.penalty(),
                train.course(),
                train.from(),
                train.reportEvery()),
            whole.checkpoint(),
            whole.wire(),
            whole.cluster(),
            whole.limits());
    int count = (int) Math.min(run.data().train().count(), (long) STEPS * train.batch());
    LoadedData data =
        new LoadedData(
            new FirstExamples(run.data().train(), count),
            Optional.empty(),
            Optional.empty(),
            run.data().encoding(),
            run.data().contents(),
            run.data().columns(),
            run.data().rejected(),
            run.data().notes());
    BatchPlan batches = new BatchPlan(count, train.batch(), train.shard());
    return new PreparedRun(
        once, data, run.network(), batches, run.kernels(), run.configurationHash(), run.start());
  }

  /// The beginning of a set.
  private record FirstExamples(Examples all, int count) implements Examples {

    @Override
    public int featureWidth() {
      return all.featureWidth();
    }

    @Override
    public int targetWidth() {
      return all.targetWidth();
    }

    @Override
    public void features(int example, float[] target, int offset) {
      all.features(example, target, offset);
    }

    @Override
    public void target(int example, float[] target, int offset) {
      all.target(example, target, offset);
    }
  }
}
