package io.lockstep.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class NodeLookTest {

  private static final String CLASSES =
      """
      3503:
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:         74216       12013000  [B (java.base@25.0.3)
         2:         10055       10457432  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
         3:           100           1600  jdk.internal.vm.FillerObject (java.base@25.0.3)
         4:          5000         120000  java.lang.String (java.base@25.0.3)
      Total         89371       22592032
      """;

  @Test
  void theHeapIsWhatLivesWithoutTheFillersOfTheCollector() throws Exception {
    assertThat(NodeLook.heap(CLASSES)).isEqualTo(12_013_000 + 120_000);
  }

  @Test
  void anAnswerWithoutATotalIsToldAsItIs() {
    assertThatThrownBy(() -> NodeLook.heap("com.sun.tools.attach.AttachNotSupportedException: no"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[com.sun.tools.attach.AttachNotSupportedException: no]");
  }
}
