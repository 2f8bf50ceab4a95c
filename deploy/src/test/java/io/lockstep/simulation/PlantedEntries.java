package io.lockstep.simulation;

import io.lockstep.coordinator.Books;
import io.lockstep.reduce.StepReduction;
import io.lockstep.training.CompleteStep;
import io.lockstep.version.StepNorms;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/// How steps come into the books: as they are complete, or as a planted bug has it.
final class PlantedEntries implements BiConsumer<Books, CompleteStep> {

  private static final int CREDITED_TWICE_EVERY = 37;

  private final Plant plant;
  private final long firstStep;
  private final long stepsPerEpoch;
  private final LongConsumer entered;
  private CompleteStep held;

  /// @param firstStep after the version from which the run was taken up
  /// @param entered told of each step when it is in the books
  PlantedEntries(Plant plant, long firstStep, long stepsPerEpoch, LongConsumer entered) {
    this.plant = plant;
    this.firstStep = firstStep;
    this.stepsPerEpoch = stepsPerEpoch;
    this.entered = entered;
  }

  @Override
  public void accept(Books books, CompleteStep step) {
    switch (plant) {
      case BOOKS_BEGIN_A_STEP_LATE -> {
        if (firstStep == 1 || step.step() != firstStep) {
          enter(books, step);
        }
      }
      case VERSION_LEAVES_BEFORE_ITS_LINE -> enterLate(books, step);
      case BLOCK_IS_CREDITED_TWICE ->
          enter(books, step.step() % CREDITED_TWICE_EVERY == 0 ? new Twice(step) : step);
      default -> enter(books, step);
    }
  }

  private void enterLate(Books books, CompleteStep step) {
    if (held != null) {
      enter(books, held);
      held = null;
    }
    if (step.step() % stepsPerEpoch == 0) {
      enter(books, step);
    } else {
      held =
          new Copy(
              step,
              step.step(),
              step.lossSum(),
              step.correctCount(),
              step.fingerprint(),
              step.parameters().clone());
    }
  }

  private void enter(Books books, CompleteStep step) {
    books.stepComplete(step);
    entered.accept(step.step());
  }

  private record Copy(
      CompleteStep of,
      long step,
      double lossSum,
      long correctCount,
      long fingerprint,
      float[] parameters)
      implements CompleteStep {

    @Override
    public StepNorms norms() {
      return of.norms();
    }

    @Override
    public void credits(StepReduction.Credits credits) {
      of.credits(credits);
    }
  }

  /// A step whose last block is credited twice.
  private record Twice(CompleteStep of) implements CompleteStep {

    @Override
    public long step() {
      return of.step();
    }

    @Override
    public double lossSum() {
      return of.lossSum();
    }

    @Override
    public long correctCount() {
      return of.correctCount();
    }

    @Override
    public StepNorms norms() {
      return of.norms();
    }

    @Override
    public long fingerprint() {
      return of.fingerprint();
    }

    @Override
    public float[] parameters() {
      return of.parameters();
    }

    @Override
    public void credits(StepReduction.Credits credits) {
      of.credits(credits);
      of.credits((first, last, worker) -> {
        if (first == 0) {
          credits.credit(first, last, worker);
        }
      });
    }
  }
}
