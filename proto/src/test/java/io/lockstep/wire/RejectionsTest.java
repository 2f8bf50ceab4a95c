package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RejectionsTest {

  private static final InetSocketAddress FROM = new InetSocketAddress("127.0.0.1", 4711);

  private final List<String> lines = new ArrayList<>();
  private long nanos;
  private final Rejections rejections = new Rejections(lines::add, () -> nanos);

  @Test
  void theFirstIsSaidAtOnceAndTheRestIsCountedOnceAMinute() {
    rejections.note(FROM, "bytes");
    assertThat(lines).containsExactly("refused what came from /127.0.0.1:4711: bytes");
    for (int i = 0; i < 10_000; i++) {
      rejections.note(FROM, "bytes " + i);
    }
    nanos += Rejections.QUIET_NANOS - 1;
    rejections.flush();
    assertThat(lines).hasSize(1);
    nanos++;
    rejections.flush();
    rejections.flush();
    assertThat(lines)
        .last()
        .isEqualTo(
            "refused what came from /127.0.0.1:4711: bytes 9999"
                + " (and 9,999 more since the last such line)");
    assertThat(lines).hasSize(2);
  }

  @Test
  void nothingThatCameIsSaidWhenNothingCame() {
    nanos += 5 * Rejections.QUIET_NANOS;
    rejections.flush();
    assertThat(lines).isEmpty();
  }

  @Test
  void whatIsSaidIsOneShortLine() {
    rejections.note(null, "x\n12:00 ERROR forged \u001b[2J" + "y".repeat(3_000_000));
    assertThat(lines.getFirst())
        .startsWith(
            "refused what came from a closed connection: x\\n12:00 ERROR forged \\u001b[2Jyyy")
        .endsWith("yyy… (3,000,025 characters)")
        .hasSizeLessThan(700);
  }
}
