package io.lockstep.simulation;

import io.lockstep.coordinator.Books;
import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Tallies;
import io.lockstep.plan.Assessment;
import io.lockstep.plan.Closing;
import io.lockstep.plan.Outlook;
import io.lockstep.training.CompleteStep;
import io.lockstep.training.TrainingResult;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Books that tell what is entered in them; a planted bug enters steps in another way.
///
/// @param enter enters a step in the books
record EnteredBooks(Books books, BiConsumer<Books, CompleteStep> enter) implements Books {

  @Override
  public void stepComplete(CompleteStep step) {
    enter.accept(books, step);
  }

  @Override
  public void epochComplete(long step, float[] version, Optional<Tallies> validation) {
    books.epochComplete(step, version, validation);
  }

  @Override
  public double rate(long step) {
    return books.rate(step);
  }

  @Override
  public boolean isEpochOpen() {
    return books.isEpochOpen();
  }

  @Override
  public Outlook outlook(long version) {
    return books.outlook(version);
  }

  @Override
  public Optional<float[]> best() {
    return books.best();
  }

  @Override
  public void assess(Assessment what, float[] version, Optional<Tallies> measured) {
    books.assess(what, version, measured);
  }

  @Override
  public TrainingResult close(Closing.Goal goal, long step, float[] version) {
    return books.close(goal, step, version);
  }

  @Override
  public void leave() {
    books.leave();
  }

  @Override
  public LockstepException failed(Throwable cause) {
    return books.failed(cause);
  }
}
