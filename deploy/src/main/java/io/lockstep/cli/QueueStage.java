package io.lockstep.cli;

import io.lockstep.cli.progress.RunProgress;
import io.lockstep.launch.RunStage;
import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Shows the runs of a standing coordinator on its own stderr, as a command that trains does, and
/// the same lines to whoever watches from elsewhere; keeps the log of each run.
final class QueueStage implements RunStage {

  private final TalkOptions talk;
  private final Output output;
  private volatile RunProgress shown;

  QueueStage(TalkOptions talk, Output output) {
    this.talk = talk;
    this.output = output;
    this.shown = talk.progress(output);
  }

  @Override
  public void say(String line) {
    shown.say(line);
  }

  @Override
  public Scene opens(PreparedRun run, RunFolder folder, Consumer<String> watchers) {
    PrintStream lines = new PrintStream(new LineSink(watchers), true, StandardCharsets.UTF_8);
    RunProgress told = new RunProgress(lines, OptionalInt.empty(), RunProgress.Amount.USUAL);
    shown = talk.progress(output);
    run.notes()
        .forEach(note -> {
          shown.note(note);
          told.note(note);
        });
    return new Both(shown, told, LogOutput.toFile(folder.log()));
  }

  /// One run, shown here and told elsewhere.
  private record Both(RunProgress shown, RunProgress told, LogOutput.RunLog log) implements Scene {

    @Override
    public TrainingObserver observer() {
      return new TwoObservers(shown, told);
    }

    @Override
    public void ended(TrainingResult result) {
      shown.ended(result);
      told.ended(result);
    }

    @Override
    public void failed(Throwable thrown) {
      log.failed(thrown);
    }

    @Override
    public void close() {
      shown.close();
      told.close();
      log.close();
    }
  }
}
