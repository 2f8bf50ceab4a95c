package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CheckpointRuleTest {

  private static final long NEVER = 0;

  @Test
  void aCheckpointIsDueAtEveryMultiple() {
    CheckpointRule rule = new CheckpointRule(10, NEVER);
    assertThat(rule.due(9, 0, 0, 0)).isFalse();
    assertThat(rule.due(10, 0, 0, 0)).isTrue();
    assertThat(rule.due(11, 10, 0, 0)).isFalse();
    assertThat(rule.due(20, 10, 0, 0)).isTrue();
  }

  @Test
  void aMultipleThatWasMissedIsMadeUpForAtTheNextStep() {
    CheckpointRule rule = new CheckpointRule(10, NEVER);
    assertThat(rule.due(13, 0, 0, 0)).isTrue();
    assertThat(rule.due(20, 13, 0, 0)).isTrue();
    assertThat(rule.due(20, 20, 0, 0)).isFalse();
  }

  @Test
  void aCheckpointIsDueWhenTheLastIsOldEnough() {
    CheckpointRule rule = new CheckpointRule(1000, 50);
    assertThat(rule.due(3, 1, 149, 100)).isFalse();
    assertThat(rule.due(3, 1, 150, 100)).isTrue();
    assertThat(rule.due(1, 1, 1_000_000, 100)).as("nothing has happened since").isFalse();
  }

  @Test
  void versionZeroIsMadeSafe() {
    assertThat(new CheckpointRule(10, NEVER).due(0, -1, 0, 0)).isTrue();
    assertThat(new CheckpointRule(1, NEVER).due(0, -1, 0, 0)).isTrue();
    assertThat(new CheckpointRule(10, NEVER).due(1, 0, 0, 0)).isFalse();
  }

  @Test
  void senselessIntervalsAreRefused() {
    assertThatThrownBy(() -> new CheckpointRule(0, 0)).hasMessageContaining("every 0 steps");
    assertThatThrownBy(() -> new CheckpointRule(1, -1)).hasMessageContaining("-1 ns");
  }
}
