package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShapeTest {

  @Test
  void threeNumbersAreAShape() {
    assertThat(Shape.parse("128x784x256")).isEqualTo(new Shape(128, 784, 256));
    assertThat(new Shape(2, 3, 5).flops()).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"axbxc", "128x784", "1x2x3x4", "", "1x-2x3", "1x 2x3", "9999999999x1x1"})
  void anythingElseIsRefusedInWordsThatShowTheForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.parse(text))
        .withMessage("shape \"" + text + "\" is not of the form 128x784x256");
  }

  @Test
  void emptyAndHugeShapesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.parse("0x2x3"))
        .withMessageContaining("is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.parse("99999x99999x1"))
        .withMessageContaining("9,999,800,001 numbers");
  }
}
