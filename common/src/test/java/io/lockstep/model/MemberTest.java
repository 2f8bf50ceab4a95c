package io.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemberTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16, 17, 100, 128, 1 << 25})
  void sharesFollowOneAnotherAndAreAboutTheSame(int rows) {
    for (int count : new int[] {1, 2, 3, 8, 17}) {
      int end = 0;
      for (int index = 0; index < count; index++) {
        Member member = new Member(index, count, () -> {});
        assertThat(member.firstRow(rows)).isEqualTo(end);
        end = member.endRow(rows);
        assertThat(end - member.firstRow(rows)).isBetween(rows / count - 8, rows / count + 8);
      }
      assertThat(end).isEqualTo(rows);
    }
  }

  @Test
  void sharesAreWholeTilesWhereThereAreEnoughRows() {
    assertThat(new Member(0, 3, () -> {}).endRow(128)).isEqualTo(40);
    assertThat(new Member(1, 3, () -> {}).endRow(128)).isEqualTo(80);
    assertThat(new Member(0, 3, () -> {}).endRow(20)).isEqualTo(6);
  }

  @Test
  void aMemberThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> new Member(2, 2, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("member 2 of 2");
  }
}
