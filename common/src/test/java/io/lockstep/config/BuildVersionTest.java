package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BuildVersionTest {

  @Test
  void theBuildFillsInTheVersion() {
    assertThat(BuildVersion.text()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
  }
}
