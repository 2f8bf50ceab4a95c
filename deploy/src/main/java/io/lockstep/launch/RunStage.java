package io.lockstep.launch;

import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import java.util.function.Consumer;

/// Where the runs of a queue are shown, and where their logs go. Any thread.
public interface RunStage {

  /// A run that is about to begin.
  ///
  /// @param watchers gets each line that a person would see who trains it
  Scene opens(PreparedRun run, RunFolder folder, Consumer<String> watchers);

  /// A line for whoever looks at this node.
  void say(String line);

  /// One run, from the moment on that its folder is there.
  interface Scene extends AutoCloseable {

    TrainingObserver observer();

    void ended(TrainingResult result);

    void failed(Throwable thrown);

    @Override
    void close();
  }
}
