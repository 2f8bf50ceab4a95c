package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.InitializerSpec.Distribution;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Norms, noise, scale, prelu and residual blocks as they are written.
final class LayerConfigurationTest {

  private static RunConfiguration read(String layers, String... overrides) {
    return ConfigurationReader.of(
        "net.yaml",
        """
        data: { train: { csv: x.csv, label: y } }
        model:
          loss: mse
          layers:
        %s
        """
            .formatted(layers.indent(4).stripTrailing()),
        List.of(overrides));
  }

  private static List<LayerSpec> layers(String layers, String... overrides) {
    return read(layers, overrides).model().layers();
  }

  private static String refusal(String layers) {
    LockstepException refused = catchThrowableOfType(LockstepException.class, () -> layers(layers));
    assertThat(refused).as(layers).isNotNull();
    return refused.failure().block();
  }

  @Test
  void theEndOfALastBlockIsThatOfTheNet() {
    String dropsWithin =
        "- residual: [ { dense: 4 }, { dropout: 0.5 }, { noise: 0.1 }, { dense: 1 } ]";
    assertThat(layers(dropsWithin)).hasSize(1);
    assertThat(layers("- residual: [ { dense: 4 }, { dropout: 0.5 } ]\n- dense: 1")).hasSize(2);
    String oneScore = "- residual: [ { dense: 4 }, { dense: 1 } ]\n- activation: sigmoid\n";
    assertThat(layers(oneScore, "model.loss=focal")).hasSize(2);
    assertThat(
            layers(oneScore.replace("dense: 4 }", "residual: [ dense: 1 ] }"), "model.loss=focal"))
        .hasSize(2);
  }

  @Test
  void aNormIsAWordOrHasSettings() {
    String norms =
        """
        - batch-norm
        - batch-norm: {}
        - batch-norm:
        - batch-norm: true
        - Batch-Norm: { momentum: 0.01 }
        - batch-norm: { epsilon: 1e-3, momentum: 1 }
        - layer-norm
        - layer-norm: { epsilon: 1e-6 }
        - dense: 1
        """;
    assertThat(layers(norms).subList(0, 8))
        .containsExactly(
            new LayerSpec.BatchNorm(0.1, 1e-5),
            new LayerSpec.BatchNorm(0.1, 1e-5),
            new LayerSpec.BatchNorm(0.1, 1e-5),
            new LayerSpec.BatchNorm(0.1, 1e-5),
            new LayerSpec.BatchNorm(0.01, 1e-5),
            new LayerSpec.BatchNorm(1, 1e-3),
            new LayerSpec.LayerNorm(1e-5),
            new LayerSpec.LayerNorm(1e-6));
  }

  @Test
  void noiseScaleAndPreluHaveTheirDefaults() {
    String net =
        """
        - scale: 0.5
        - scale: -2
          offset: 1
        - noise: 0.1
        - dense: 4
          activation: prelu
        - activation: prelu
          slope: 0.1
        - dense: 1
        """;
    List<LayerSpec> layers = layers(net);
    assertThat(layers.subList(0, 3))
        .containsExactly(
            new LayerSpec.Scale(0.5, 0), new LayerSpec.Scale(-2, 1), new LayerSpec.Noise(0.1));
    assertThat(layers.get(3))
        .isEqualTo(
            new LayerSpec.Dense(
                4,
                ActivationSpec.PRELU,
                0.25,
                new InitializerSpec.Kaiming(Distribution.UNIFORM),
                new InitializerSpec.Constant(0)));
    assertThat(layers.get(4)).isEqualTo(new LayerSpec.Activation(ActivationSpec.PRELU, 0.1));
  }

  @Test
  void theActivationBehindANormDecidesTheInitialWeightsBeforeIt() {
    String net =
        """
        - dense: 8
        - batch-norm
        - layer-norm
        - activation: relu
        - residual: [{ dense: 8, activation: tanh }, { dense: 8 }, batch-norm]
          activation: relu
        - dense: 8
        - batch-norm
        - dense: 1
        """;
    List<LayerSpec> layers = layers(net);
    InitializerSpec kaiming = new InitializerSpec.Kaiming(Distribution.UNIFORM);
    InitializerSpec xavier = new InitializerSpec.Xavier(Distribution.UNIFORM);
    LayerSpec.Residual block = (LayerSpec.Residual) layers.get(4);
    assertThat(((LayerSpec.Dense) layers.get(0)).weight()).isEqualTo(kaiming);
    assertThat(((LayerSpec.Dense) block.layers().get(0)).weight()).isEqualTo(xavier);
    assertThat(((LayerSpec.Dense) block.layers().get(1)).weight()).isEqualTo(kaiming);
    assertThat(block.weight()).isEqualTo(kaiming);
    assertThat(((LayerSpec.Dense) layers.get(5)).weight()).isEqualTo(xavier);
  }

  @Test
  void theEffectiveConfigurationReadsBackAsItself() {
    String net =
        """
        - scale: 0.00392
        - noise: 0.3
        - dense: 8
          activation: prelu
        - batch-norm: { momentum: 0.05 }
        - layer-norm
        - residual:
            - dense: 16
              activation: leaky-relu
              slope: 0.2
            - batch-norm
            - residual: [{ dropout: 0.1 }, { dense: 16, init: { normal: { deviation: 0.1 } } }]
          activation: relu
          init: xavier-normal
          bias-init: ones
        - dense: 1
        """;
    RunConfiguration configuration = read(net);
    String written = ConfigurationWriter.yaml(configuration);
    RunConfiguration again = ConfigurationReader.of("again.yaml", written, List.of());
    assertThat(again.model()).isEqualTo(configuration.model());
    assertThat(ConfigurationWriter.yaml(again)).isEqualTo(written);
  }

  @Test
  void whatALayerComputesBelongsToTheIdentityOfARun() {
    String net = "- residual: [{ dense: 4 }, batch-norm]\n- dense: 1\n";
    assertThat(Identity.stepFields(read(net)))
        .containsKey("model.layers.0.residual")
        .isNotEqualTo(
            Identity.stepFields(
                read(net.replace("batch-norm", "{ batch-norm: { momentum: 0.2 } }"))));
  }

  @Test
  void aValueInABlockIsSetOnTheCommandLine() {
    LayerSpec.Residual block =
        (LayerSpec.Residual)
            layers("- residual: [{ dense: 4 }]\n- dense: 1\n", "model.layers.0.residual.0.dense=7")
                .getFirst();
    assertThat(((LayerSpec.Dense) block.layers().getFirst()).units()).isEqualTo(7);
  }

  /// Layers, then what is said of them; a blank line between two.
  static Stream<Arguments> refusals() throws IOException {
    try (InputStream in = LayerConfigurationTest.class.getResourceAsStream("layer-refusals.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return Stream.of(text.split("\n\n"))
          .map(each -> each.split("(?=error: )", 2))
          .map(parts -> Arguments.of(parts[0].stripTrailing(), parts[1]));
    }
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatCannotBeALayerIsRefusedAtItsPlace(String layers, String block) {
    assertThat(refusal(layers)).isEqualTo(block);
  }
}
