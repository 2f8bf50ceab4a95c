package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class PayloadTest {

  private final ChunkPool pool = new ChunkPool(1 << 20);

  @Test
  void theLastReleaseReturnsTheArrayAndTheNextTakeReusesIt() {
    Payload first = pool.take(65_536).retain();
    float[] array = first.array();
    first.release();
    assertThat(pool.take(65_536).array()).as("still held").isNotSameAs(array);
    first.release();
    assertThat(pool.take(65_000).array()).isSameAs(array);
    assertThat(pool.allocatedArrays()).isEqualTo(2);
  }

  @Test
  void releasingTooOftenIsAnErrorAndDoesNotPoisonThePool() {
    Payload payload = pool.take(10);
    payload.release();
    assertThatIllegalStateException().isThrownBy(payload::release);
    assertThatIllegalStateException().isThrownBy(payload::retain);
    assertThat(pool.take(10).array()).isNotSameAs(pool.take(10).array());
  }

  @Test
  void whatIsKeptFreeIsBounded() {
    Payload[] taken = new Payload[16];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = pool.take(65_536);
    }
    for (Payload payload : taken) {
      payload.release();
    }
    assertThat(pool.freeBytes()).isEqualTo(1 << 20);
  }

  @Test
  void everyLengthOfAChunkIsServedAndNothingBeyond() {
    for (int length : new int[] {0, 1, 1023, 1024, 1025, 131_073, 262_000}) {
      Payload payload = pool.take(length);
      assertThat(payload.length()).isEqualTo(length);
      assertThat(payload.array().length).isGreaterThanOrEqualTo(length);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> pool.take(262_001));
    assertThatIllegalArgumentException().isThrownBy(() -> pool.take(-1));
  }

  @Test
  void aSliceOutsideOfItsArrayCannotBeLent() {
    float[] array = new float[10];
    assertThat(Payload.borrowed(array, 10, 0).length()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> Payload.borrowed(array, 8, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> Payload.borrowed(array, -1, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Payload.borrowed(array, Integer.MAX_VALUE, 3));
  }
}
