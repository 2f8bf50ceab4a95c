package io.lockstep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ActivationSpec;
import io.lockstep.layer.LayerRows.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who shares an array with whom.
final class LayerRowsTest {

  private static final int INPUTS = 4;
  private final float[] input = new float[8 * INPUTS];
  private final List<LayerNode> nodes = new ArrayList<>();

  private int add(LayerPlan plan, Integer... inputs) {
    nodes.add(
        new LayerNode(nodes.size() + 1, plan, List.of(inputs), new Shape.Features(plan.width())));
    return nodes.size();
  }

  private static LayerPlan affine(int inputs, int width) {
    return new LayerPlan.Affine(inputs, width, 0, 0);
  }

  private static LayerPlan relu(int width) {
    return new LayerPlan.Elementwise(ActivationSpec.RELU, 0, width);
  }

  private LayerRows rows(Purpose purpose) {
    return new LayerRows(new LayerGraph(new Shape.Features(INPUTS), nodes), input, 8, 4, purpose);
  }

  @Test
  void anActivationOverwritesTheScoresOfTheAffineMapBelow() {
    int affine = add(affine(INPUTS, 6), 0);
    int relu = add(relu(6), affine);
    int last = add(affine(6, 3), relu);
    LayerRows rows = rows(Purpose.TRAINING);
    assertThat(rows.output(relu)).isSameAs(rows.output(affine));
    assertThat(rows.gradient(affine)).isSameAs(rows.gradient(relu));
    assertThat(rows.gradient(last)).isNotSameAs(rows.gradient(relu));
    assertThat(rows.output(0)).isSameAs(input);
    assertThat(rows.gradient(0)).isNull();
  }

  @Test
  void nothingOverwritesTheInputOfTheNetwork() {
    int relu = add(relu(INPUTS), 0);
    add(affine(INPUTS, 3), relu);
    for (Purpose purpose : Purpose.values()) {
      assertThat(rows(purpose).output(relu)).isNotSameAs(input);
    }
  }

  @Test
  void rowsThatBackwardReadsAgainAreLeftAlone() {
    int affine = add(affine(INPUTS, 6), 0);
    int relu = add(relu(6), affine);
    int dropout = add(new LayerPlan.Dropout(0.5, 0, 6), relu);
    int norm = add(new LayerPlan.BatchNorm(6, 1e-5, 0), dropout);
    int second = add(relu(6), norm);
    add(affine(6, 3), second);
    LayerRows rows = rows(Purpose.TRAINING);
    assertThat(rows.output(dropout)).isNotSameAs(rows.output(relu));
    assertThat(rows.output(norm)).isNotSameAs(rows.output(dropout));
    assertThat(rows.output(second)).isSameAs(rows.output(norm));
    assertThat(rows.gradient(affine)).isSameAs(rows.gradient(second));
  }

  @Test
  void forwardAloneNeedsTwoArraysHoweverDeepTheNetworkIs() {
    int at = 0;
    for (int layer = 0; layer < 10; layer++) {
      at = add(relu(5 + layer), add(affine(layer == 0 ? INPUTS : 4 + layer, 5 + layer), at));
    }
    LayerRows rows = rows(Purpose.INFERENCE);
    long arrays =
        nodes.stream()
            .map(node -> System.identityHashCode(rows.output(node.id())))
            .distinct()
            .count();
    assertThat(arrays).isEqualTo(2);
    assertThat(rows.output(1)).hasSizeGreaterThanOrEqualTo(8 * 13);
    assertThat(rows.gradient(1)).isNull();
    assertThat(rows.scoreGradient()).hasSize(8 * 14);
  }

  @Test
  void whatAShortcutStillNeedsIsNotOverwritten() {
    int start = add(affine(INPUTS, 6), 0);
    int inner = add(affine(6, 6), add(new LayerPlan.Scale(2, 0, 6), start));
    int sum = add(new LayerPlan.Sum(6), inner, start);
    int last = add(affine(6, 6), add(new LayerPlan.Scale(3, 0, 6), sum));
    for (Purpose purpose : Purpose.values()) {
      LayerRows rows = rows(purpose);
      assertThat(rows.output(start)).isNotSameAs(rows.output(2)).isNotSameAs(rows.output(inner));
      assertThat(rows.output(sum)).isSameAs(rows.output(inner));
    }
    LayerRows rows = rows(Purpose.TRAINING);
    assertThat(rows.gradient(inner)).isSameAs(rows.gradient(sum));
    assertThat(rows.gradient(start)).isNotSameAs(rows.gradient(sum));
    NodeRows scale = new NodeRows(rows, nodes.get(1));
    assertThat(scale.addsTo(0)).isSameAs(rows.gradient(start));
    assertThat(scale.inputGradient()).isNotSameAs(rows.gradient(start));
    assertThat(new NodeRows(rows, nodes.get(last - 1)).addsTo(0)).isNull();
  }

  @Test
  void rowsOfTrainingShareAnArrayOnlyWithRowsAsWide() {
    int at = 0;
    int inputs = INPUTS;
    for (int width : new int[] {6, 7, 6}) {
      int left = add(affine(inputs, width), at);
      int right = add(affine(inputs, width), at);
      at = add(new LayerPlan.Sum(width), left, right);
      inputs = width;
    }
    LayerRows rows = rows(Purpose.TRAINING);
    for (LayerNode node : nodes) {
      assertThat(rows.output(node.id())).hasSize(8 * node.plan().width());
    }
    assertThat(rows.output(2)).isSameAs(rows.output(7));
    assertThat(at).isEqualTo(9);
  }
}
