package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The run has 4 epochs of 7 steps.
final class IdleKeysTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train.schedule={step: {every: 4}} | train.schedule: the rate falls after 4 epochs, and the run has 4 epochs of 7 steps: it never does
          train.schedule={step: {every-steps: 28}} | train.schedule: the rate falls after 28 steps, and the run has 4 epochs of 7 steps: it never does
          train.schedule={multi-step: {at: [5, 9]}} | train.schedule: the rate falls after 5 epochs, and the run has 4 epochs of 7 steps: it never does
          train.schedule={multi-step: {at: [2, 5, 9]}} | train.schedule: the run of 4 epochs of 7 steps ends before the rate falls after epochs 5, 9
          train.schedule={multi-step: {at-steps: [5, 28]}} | train.schedule: the run of 4 epochs of 7 steps ends before the rate falls after steps 28
          train.schedule={cosine: {epochs: 6}} | train.schedule spans 6 epochs, and the run has 4 epochs: the rate stops on its way
          train.schedule={polynomial: {epochs: 6}} | train.schedule spans 6 epochs, and the run has 4 epochs: the rate stops on its way
          train.schedule={one-cycle: {epochs: 6}} | train.schedule spans 6 epochs, and the run has 4 epochs: the rate stops on its way
          train.schedule={cosine: {epochs: 3}} | train.schedule: the rate is 0 behind epoch 3, so nothing is learnt in 1 epoch more; a min-learning-rate keeps it above
          train.schedule={polynomial: {epochs: 1}} | train.schedule: the rate is 0 behind epoch 1, so nothing is learnt in 3 epochs more; a min-learning-rate keeps it above
          train.schedule={cosine: {epochs: 2}, warm-up: 2} | train.schedule spans 2 epochs, and the warm-up of 2 epochs takes all of it: behind it the rate is the least at once
          train.schedule={one-cycle: {epochs: 1}, warm-up: {steps: 9}} | train.schedule spans 1 epoch, and the warm-up of 9 steps takes all of it: behind it the rate is the least at once
          train.schedule={cosine: {min-learning-rate: 0.05}} | train.schedule: the min-learning-rate is the learning-rate itself, so the rate never falls
          train.schedule={reduce-on-plateau: {patience: 1, min-learning-rate: 0.05}} | train.schedule: the min-learning-rate is the learning-rate itself, so the rate never falls
          train.schedule={cosine: {restart-every: 4}} | train.schedule: the rate restarts after 4 epochs, and the run has 4 epochs of 7 steps: it never does
          train.schedule={reduce-on-plateau: {patience: 3}} | train.schedule: the rate falls after 3 epochs without a gain, and the run has 4 epochs of 7 steps: it never does
          train.schedule={warm-up: 4} | train.schedule: the warm-up of 4 epochs fills the run of 4 epochs of 7 steps, and nothing of the schedule follows it
          train.schedule={cosine: {}, warm-up: {steps: 30}} | train.schedule: the warm-up of 30 steps fills the run of 4 epochs of 7 steps, and nothing of the schedule follows it
          train.early-stopping=3 | train.early-stopping waits for 3 epochs without a gain, and the run has 4 epochs: it never ends it early
          train.penalty={tensors: weights} | train.penalty.tensors changes nothing: there is no penalty and no weight decay
          model.layers.1={scale: 1} | model.layers.1 changes nothing: it is each number times 1
          model.layers.1={dropout: 0} | model.layers.1 changes nothing: it is a dropout of 0
          model.layers.1={residual: [{dense: 13}, {activation: identity}]} | model.layers.1.residual.1 changes nothing: identity gives what it takes
          data.rare-categories=3 | data.rare-categories changes nothing: no column is read as categories
          data.missing-indicator=true | data.missing-indicator adds nothing: no number is missing in the training part
          data.day-first=true | data.day-first changes nothing: data.dates names no column
          data.bad-rows-max=0.5 | data.bad-rows-max changes nothing: data.bad-rows is fail, which allows none
          """)
  void aKeyThatChangesNothingInThisRunIsNoted(String override, String note) {
    assertThat(notes(override)).containsExactly(note);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train.schedule={step: {every: 3}}
          train.schedule={step: {every-steps: 27}}
          train.schedule={multi-step: {at: [1, 3]}}
          train.schedule={multi-step: {at-steps: [27]}}
          train.schedule={exponential: {factor: 0.5}}
          train.schedule={cosine: {epochs: 3, min-learning-rate: 0.001}}
          train.schedule={polynomial: {min-learning-rate: 0.001}}
          train.schedule={cosine: {epochs: 2, min-learning-rate: 0.001}, warm-up: 1}
          train.schedule={cosine: {restart-every: 3}}
          train.schedule={reduce-on-plateau: {patience: 2}}
          train.schedule={warm-up: 3}
          train.early-stopping=2
          train.penalty={tensors: weights, l2: 0.1}
          train.optimizer={lars: {}}
          model.layers.1={scale: 1, offset: 0.5}
          model.layers.1={scale: 2}
          model.layers.1={dropout: 0.01}
          model.layers.1={activation: relu}
          """)
  void whatTakesEffectIsNotNoted(String override) {
    assertThat(notes(override)).isEmpty();
  }

  @Test
  void aRateThatFallsWithEachEpochFallsInNoRunOfOne() {
    assertThat(notes("train.schedule={exponential: {factor: 0.5}}", "train.epochs=1"))
        .containsExactly(
            "train.schedule: the rate falls after 1 epoch, and the run has 1 epoch of 7 steps: it never does");
  }

  @Test
  void weightDecayAndTheRatesOfLarsAreTakenByTensor() {
    assertThat(notes("train.penalty={tensors: weights}", "train.optimizer=adamw")).isEmpty();
    assertThat(notes("train.penalty={tensors: weights}", "train.optimizer=lars")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sigmoid | [5, 10]     | the targets are 5 and 10, and sigmoid at the end of the net gives nothing outside of 0 to 1
          relu    | [-1, 1]     | the targets are -1 and 1, and relu at the end of the net gives nothing below 0
          tanh    | [-1, 1.5]   | the targets are -1 and 1.5, and tanh at the end of the net gives nothing outside of -1 to 1
          sigmoid | [0.01, 0.99] |
          tanh    | [-1, 1]     |
          identity | [5, 10]    |
          """)
  void targetsThatTheLastActivationNeverGivesAreNoted(
      String activation, String targets, String note) {
    assertThat(
            notes(
                "model.layers.3.activation=" + activation,
                "model.loss={mse: {targets: %s}}".formatted(targets)))
        .isEqualTo(note == null ? List.of() : List.of(note));
  }

  private List<String> notes(String... overrides) {
    return SmallRun.prepare(folder, overrides).notes();
  }
}
