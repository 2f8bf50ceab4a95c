package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.Handshake;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkerNamesTest {

  private final WorkerNames names = new WorkerNames();

  @Test
  void whoRegistersAndNeverComesIsForgotten() {
    for (int i = 0; i < 20_000; i++) {
      assertThat(names.given(handshake("worker-" + i, i))).contains("worker-" + i);
    }
    assertThat(names.size()).isEqualTo(WorkerNames.EXPECTED_MAX);
  }

  @Test
  void whoHasGoneIsForgotten() {
    for (int i = 0; i < 20_000; i++) {
      names.given(handshake("worker-" + i, i));
      names.opened("worker-" + i);
      names.closed("worker-" + i);
    }
    assertThat(names.size()).isZero();
  }

  @Test
  void whoeverRegistersTheNameOfAStreamIsKept() {
    names.given(handshake("w1", 1));
    names.opened("w1");
    for (int i = 0; i < 2 * WorkerNames.EXPECTED_MAX; i++) {
      names.given(handshake("worker-" + i, i));
    }
    assertThat(names.given(handshake("w1", 2))).isEmpty();
    assertThat(names.given(handshake("w1", 1))).contains("w1");
    assertThat(names.host("w1")).isEqualTo("host1");
  }

  private static Handshake handshake(String worker, long process) {
    return new Handshake(
        Handshake.PROTOCOL_VERSION,
        "1",
        "c",
        Map.of(),
        "d",
        1,
        "l",
        1,
        worker,
        "host" + process,
        process);
  }
}
