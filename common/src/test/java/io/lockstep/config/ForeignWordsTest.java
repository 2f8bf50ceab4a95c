package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForeignWordsTest {

  private static final List<String> LAYERS =
      List.of("dense", "dropout", "activation", "slope", "init", "bias-init");
  private static final List<String> ACTIVATIONS = words(ActivationSpec.values());
  private static final List<String> LOSSES = LossSpec.KINDS.stream().map(LossSpec::word).toList();
  private static final List<String> ADAM =
      List.of("learning-rate", "beta1", "beta2", "epsilon", "weight-decay");

  private static List<String> words(Enum<?>[] constants) {
    return Stream.of(constants).map(Words::of).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "lr, learning-rate",
    "learning_rate, learning-rate",
    "LearningRate, learning-rate",
    "eps, epsilon",
    "weight_decay, weight-decay",
    "beta_1, beta1",
    "Linear, dense",
    "nn.Linear, dense",
    "Dense, dense",
    "units, dense",
    "p, dropout",
    "negative_slope, slope",
    "kernel_initializer, init",
    "linear, identity",
    "none, identity",
    "lrelu, leaky-relu",
    "LeakyReLU, leaky-relu",
    "torch.nn.LeakyReLU(0.1), leaky-relu",
    "bce, binary-cross-entropy",
    "BCEWithLogitsLoss, binary-cross-entropy",
    "binary_crossentropy, binary-cross-entropy",
    "tf.keras.losses.BinaryCrossentropy(from_logits=True), binary-cross-entropy",
    "categorical_crossentropy, cross-entropy",
    "CrossEntropyLoss, cross-entropy",
    "nn.CrossEntropyLoss(), cross-entropy",
    "nll, cross-entropy",
    "MSELoss, mse",
    "mean_squared_error, mse",
    "L1Loss, mae"
  })
  void aWordOfAnotherTrainerIsFoundWhereOursMayStand(String theirs, String ours) {
    assertThat(Stream.of(ADAM, LAYERS, ACTIVATIONS, LOSSES))
        .filteredOn(known -> known.contains(ours))
        .singleElement()
        .satisfies(known -> assertThat(ForeignWords.ours(theirs, known)).contains(ours));
  }

  @Test
  void theSameWordMeansWhatItsPlaceSays() {
    assertThat(ForeignWords.ours("linear", LAYERS)).contains("dense");
    assertThat(ForeignWords.ours("linear", ACTIVATIONS)).contains("identity");
    assertThat(ForeignWords.ours("alpha", ADAM)).contains("learning-rate");
    assertThat(ForeignWords.ours("alpha", LAYERS)).contains("slope");
    assertThat(ForeignWords.ours("l2", LOSSES)).contains("mse");
    assertThat(ForeignWords.ours("l2", ADAM)).contains("weight-decay");
  }

  @Test
  void aWordOfNoOtherTrainerIsNone() {
    for (String word : Arrays.asList("", ".", "()", "quite", "x.y")) {
      assertThat(ForeignWords.remedy(word, LAYERS)).as(word).isEmpty();
    }
  }
}
