package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

final class TlsTroubleTest {

  private static final String RESET =
      "sendAddress(..) failed with error(-104): Connection reset by peer";

  /// Whoever was let in before, or would be by the next coordinator, must not be sent away for it.
  @Test
  void aConnectionThatBreaksDuringTheHandshakeIsNoDistrust() {
    Throwable reset = new SSLException(RESET, new IOException(RESET));

    assertThat(TlsTrouble.of(reset)).isEmpty();
    assertThat(TlsTrouble.of(Status.UNAVAILABLE.withCause(reset))).isEmpty();
  }

  @Test
  void aHandshakeThatFailsForAReasonWithoutAWordIsDistrust() {
    assertThat(TlsTrouble.of(new SSLException("no cipher suites in common")))
        .hasValueSatisfying(
            told -> assertThat(told.reason()).isEqualTo("TLS fails: no cipher suites in common"));
  }
}
