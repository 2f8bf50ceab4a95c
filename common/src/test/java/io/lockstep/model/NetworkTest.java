package io.lockstep.model;

import static io.lockstep.model.Models.activation;
import static io.lockstep.model.Models.batchNorm;
import static io.lockstep.model.Models.dense;
import static io.lockstep.model.Models.dropout;
import static io.lockstep.model.Models.layerNorm;
import static io.lockstep.model.Models.model;
import static io.lockstep.model.Models.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.InitializerSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.kernel.Kernels;
import io.lockstep.layout.Tensor;
import io.lockstep.layout.TensorKind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetworkTest {

  private static final ModelSection CLASSIFIER =
      model(
          LossSpec.CROSS_ENTROPY,
          dense(16, ActivationSpec.RELU),
          dropout(0.2),
          dense(5, ActivationSpec.IDENTITY),
          activation(ActivationSpec.SOFTMAX));

  @Test
  void tensorsAreNamedAfterTheirLayerAndLieInItsOrder() {
    Network network = Network.of(CLASSIFIER, 4, 5, Kernels.scalar());
    assertThat(network.layout().tensors())
        .extracting(tensor -> tensor.name() + tensor.shape() + "@" + tensor.offset())
        .containsExactly(
            "dense_1/weight[4, 16]@0",
            "dense_1/bias[16]@64",
            "dense_2/weight[16, 5]@80",
            "dense_2/bias[5]@160");
    assertThat(network.layout().length()).isEqualTo(165);
  }

  @Test
  void theSummaryHasALineForEachConfiguredLayer() {
    assertThat(Network.of(CLASSIFIER, 4, 5, Kernels.scalar()).summary())
        .containsExactly(
            new LayerSummary("dense_1", "dense, relu", 16, 80),
            new LayerSummary("dropout_1", "dropout 0.2", 16, 0),
            new LayerSummary("dense_2", "dense", 5, 85),
            new LayerSummary("softmax_1", "softmax", 5, 0));
  }

  @Test
  void aLastLayerThatDoesNotFitTheClassesIsRefused() {
    assertThat(refusal(CLASSIFIER, 3))
        .isEqualTo(
            """
            error: the last layer 'dense_2' gives 5 outputs, but the labels have 3 classes
              cause: model.layers[2] (dense_2)
              kept:  nothing was changed
              try:   set the units of the last dense layer to 3\
            """);
  }

  @Test
  void moreThanOneScoreForBinaryCrossEntropyIsRefused() {
    ModelSection model = model(LossSpec.BINARY_CROSS_ENTROPY, dense(2, ActivationSpec.IDENTITY));
    assertThat(refusal(model, 1))
        .isEqualTo(
            """
            error: the last layer 'dense_1' gives 2 outputs, but binary-cross-entropy needs 1 score
              cause: model.layers[0] (dense_1)
              kept:  nothing was changed
              try:   set the units of the last dense layer to 1, or: --set model.loss=cross-entropy\
            """);
  }

  @Test
  void aRegressionOfAnotherWidthIsRefused() {
    ModelSection model = model(LossSpec.MSE, dense(1, ActivationSpec.IDENTITY));
    assertThat(refusal(model, 2))
        .isEqualTo(
            """
            error: the last layer 'dense_1' gives 1 output, but a target has 2 numbers
              cause: model.layers[0] (dense_1)
              kept:  nothing was changed
              try:   set the units of the last dense layer to 2\
            """);
  }

  @Test
  void statedInputsThatTheDataDoNotGiveAreRefused() {
    ModelSection model = new ModelSection(CLASSIFIER.layers(), CLASSIFIER.loss(), List.of(2, 3));
    assertThat(refusal(model, 5))
        .isEqualTo(
            """
            error: model.input is 2x3, but the data give 4 inputs
              cause: model.input: 2x3
              kept:  nothing was changed
              try:   leave model.input out, or set it to 4\
            """);
    assertThat(Network.of(model, 6, 5, Kernels.scalar()).inputShape()).isEqualTo("2x3");
  }

  @Test
  void layersOfABlockAreNamedAfterItAndTheirTensorsComeBeforeTheProjection() {
    ModelSection model =
        model(
            LossSpec.MSE,
            batchNorm(),
            residual(ActivationSpec.PRELU, dense(3, ActivationSpec.RELU), layerNorm()),
            residual(ActivationSpec.IDENTITY, dense(3, ActivationSpec.RELU)),
            dense(1, ActivationSpec.IDENTITY));
    Network network = Network.of(model, 4, 1, Kernels.scalar());
    assertThat(network.layout().tensors())
        .extracting(tensor -> tensor.name() + tensor.shape())
        .containsExactly(
            "batch-norm_1/scale[4]",
            "batch-norm_1/shift[4]",
            "batch-norm_1/mean[4]",
            "batch-norm_1/variance[4]",
            "residual_1/dense_1/weight[4, 3]",
            "residual_1/dense_1/bias[3]",
            "residual_1/layer-norm_1/scale[3]",
            "residual_1/layer-norm_1/shift[3]",
            "residual_1/projection/weight[4, 3]",
            "residual_1/projection/bias[3]",
            "residual_1/slope[3]",
            "residual_2/dense_1/weight[3, 3]",
            "residual_2/dense_1/bias[3]",
            "dense_1/weight[3, 1]",
            "dense_1/bias[1]");
    assertThat(network.layout().tensors())
        .filteredOn(tensor -> tensor.kind().equals(new TensorKind.Statistic(0.1)))
        .extracting(Tensor::name)
        .containsExactly("batch-norm_1/mean", "batch-norm_1/variance");
    assertThat(network.statistics()).isEqualTo(8);
    assertThat(network.parameters()).isEqualTo(network.layout().length() - 8);
    assertThat(network.summary())
        .contains(
            new LayerSummary("batch-norm_1", "batch-norm", 4, 8, 8),
            new LayerSummary("residual_1/projection", "dense", 3, 15),
            new LayerSummary("residual_1", "residual, prelu", 3, 3));
    float[] parameters = new float[network.layout().length()];
    network.initialize(1, parameters);
    assertThat(parameters).startsWith(1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1);
  }

  @Test
  void anEndThatDoesNotFitIsFoundInABlockToo() {
    ModelSection model =
        model(
            LossSpec.MSE,
            dense(3, ActivationSpec.RELU),
            residual(ActivationSpec.IDENTITY, dense(2, ActivationSpec.TANH)),
            batchNorm());
    assertThat(refusal(model, 1))
        .isEqualTo(
            """
            error: the last layer 'residual_1/projection' gives 2 outputs, but a target has 1 number
              cause: model.layers[1] (residual_1/projection)
              kept:  nothing was changed
              try:   set the units of the last dense layer to 1\
            """);
  }

  @Test
  void moreParametersThanAFlatVectorHoldsAreRefused() {
    ModelSection model =
        model(
            LossSpec.CROSS_ENTROPY,
            dense(1 << 20, ActivationSpec.RELU),
            dropout(0.2),
            dense(1 << 20, ActivationSpec.RELU),
            dense(5, ActivationSpec.IDENTITY));
    assertThat(refusal(model, 5))
        .isEqualTo(
            """
            error: up to and with layer 'dense_2' the network has 1,099,517,919,232 parameters; 2,147,483,647 is the most
              cause: model.layers[2] (dense_2)
              kept:  nothing was changed
              try:   fewer units in this layer, or in the one before\
            """);
  }

  @Test
  void moreRowsThanAnArrayHoldsAreRefused() {
    Network network =
        Network.of(
            model(
                LossSpec.CROSS_ENTROPY,
                dense(1 << 20, ActivationSpec.RELU),
                dense(5, ActivationSpec.IDENTITY)),
            4,
            5,
            Kernels.scalar());
    LockstepException refused =
        catchThrowableOfType(LockstepException.class, () -> network.pass(1 << 11, 1 << 11));
    assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.failure().block())
        .isEqualTo(
            """
            error: a shard of 2048 examples is too large: one array takes 2147483647 floats, layer 'dense_1' gives 1048576 for each
              cause: train.shard
              kept:  nothing was changed
              try:   smaller shards: --set train.shard=256\
            """);
    Network narrow =
        Network.of(
            model(LossSpec.CROSS_ENTROPY, dense(5, ActivationSpec.IDENTITY)),
            1,
            5,
            Kernels.scalar());
    assertThatThrownBy(() -> narrow.pass((1 << 25) + 1, 1 << 25))
        .isInstanceOf(LockstepException.class)
        .hasMessageContaining("a shard of");
  }

  private static String refusal(ModelSection model, int outputsNeeded) {
    LockstepException refused =
        catchThrowableOfType(
            LockstepException.class, () -> Network.of(model, 4, outputsNeeded, Kernels.scalar()));
    assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    return refused.failure().block();
  }

  @Test
  void theInitialisationFollowsFromTheSeed() {
    Network network = Network.of(CLASSIFIER, 4, 5, Kernels.scalar());
    float[] one = new float[165];
    float[] same = new float[165];
    float[] other = new float[165];
    network.initialize(42, one);
    network.initialize(42, same);
    network.initialize(43, other);
    assertThat(same).containsExactly(one);
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void tensorsOfTheSameShapeDiffer() {
    LayerSpec.Dense square =
        new LayerSpec.Dense(
            4,
            ActivationSpec.TANH,
            Models.SLOPE,
            new InitializerSpec.Normal(0, 1),
            new InitializerSpec.Normal(0, 1));
    Network network =
        Network.of(new ModelSection(List.of(square, square), LossSpec.MSE), 4, 4, Kernels.scalar());
    float[] parameters = new float[40];
    network.initialize(42, parameters);
    assertThat(parameters).doesNotHaveDuplicates();
  }

  @Test
  void dropoutDoesNothingInInference() {
    Network with = Network.of(CLASSIFIER, 4, 5, Kernels.scalar());
    Network without =
        Network.of(
            model(
                LossSpec.CROSS_ENTROPY,
                dense(16, ActivationSpec.RELU),
                dense(5, ActivationSpec.SOFTMAX)),
            4,
            5,
            Kernels.scalar());
    float[] parameters = new float[165];
    with.initialize(1, parameters);
    Pass one = with.pass(3, 3);
    Pass other = without.pass(3, 3);
    Models.fill(1, one.input(), 12);
    Models.fill(1, other.input(), 12);
    one.predict(parameters, 3);
    other.predict(parameters, 3);
    assertThat(one.output()).containsExactly(other.output());
    float sum = 0;
    for (int j = 0; j < 5; j++) {
      sum += one.output()[j];
    }
    assertThat(sum).isBetween(0.99999f, 1.00001f);
  }

  @Test
  void correctCountsTheFirstOfEqualScores() {
    Network network =
        Network.of(
            model(LossSpec.CROSS_ENTROPY, dense(3, ActivationSpec.IDENTITY)),
            1,
            3,
            Kernels.scalar());
    Pass pass = network.pass(3, 3);
    pass.target()[1] = 1;
    pass.target()[2] = 2;
    pass.evaluate(new float[6], 3);
    assertThat(pass.correctCount()).isEqualTo(1);
  }

  @Test
  void moreRowsThanThereIsRoomForAreRefused() {
    Pass pass = Network.of(CLASSIFIER, 4, 5, Kernels.scalar()).pass(3, 3);
    assertThatThrownBy(() -> pass.predict(new float[165], 4)).hasMessage("4 rows, room for 1 to 3");
  }
}
