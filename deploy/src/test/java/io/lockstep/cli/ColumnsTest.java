package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ColumnsTest {

  @Test
  void theFirstThatIsANumberCountsAndAtLeastTwenty() {
    assertThat(Columns.of("132", "80")).isEqualTo(132);
    assertThat(Columns.of(null, "40")).isEqualTo(40);
    assertThat(Columns.of("", "0", "-3", "x", "99999")).isEqualTo(80);
    assertThat(Columns.of("5")).isEqualTo(20);
  }
}
