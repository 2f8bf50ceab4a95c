package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class HandshakeTest {

  @Test
  void eachSideReadsADifferenceFromItsOwn() {
    RegisterOutcome.Refused difference = new RegisterOutcome.Refused("pace", "local", "production");
    assertThat(difference.reason()).isEqualTo("pace differs: ours production, cluster local");
    assertThat(difference.reasonHere()).isEqualTo("pace differs: theirs production, ours local");
  }

  private static final Handshake OURS = Frames.handshake();

  @Test
  void equalWorkDiffersInNothingWhoeverDoesIt() {
    var other =
        new Handshake(
            Handshake.PROTOCOL_VERSION,
            "0.1.0",
            "c0ffee",
            OURS.configuration(),
            "da7a",
            235_146,
            "1a70",
            8,
            "w9",
            "other",
            9);
    assertThat(other.differenceFrom(OURS)).isEmpty();
  }

  @Test
  void theFieldOfTheConfigurationIsNamedBeforeItsHash() {
    var theirs =
        with("0.1.0", "other", Map.of("train.batch", "64", "run.seed", "42"), "da7a", 235_146);
    assertThat(theirs.differenceFrom(OURS))
        .contains(new RegisterOutcome.Refused("train.batch", "128", "64"));
    assertThat(theirs.differenceFrom(OURS).orElseThrow().reason())
        .isEqualTo("train.batch differs: ours 64, cluster 128");
    assertThat(theirs.differenceFrom(OURS).orElseThrow().toStranger().reason())
        .isEqualTo("train.batch differs from the cluster's: ours 64");
  }

  @Test
  void aFieldThatOneSideLacksIsNamed() {
    var theirs = with("0.1.0", "other", Map.of("train.batch", "128"), "da7a", 235_146);
    assertThat(theirs.differenceFrom(OURS))
        .contains(new RegisterOutcome.Refused("run.seed", "42", "absent"));
  }

  @Test
  void eachOtherFieldIsNamed() {
    var config = OURS.configuration();
    assertThat(field(with("0.2.0", "c0ffee", config, "da7a", 235_146))).isEqualTo("build_version");
    assertThat(field(with("0.1.0", "x", config, "da7a", 235_146))).isEqualTo("configuration_hash");
    assertThat(field(with("0.1.0", "c0ffee", config, "x", 235_146))).isEqualTo("data_fingerprint");
    assertThat(field(with("0.1.0", "c0ffee", config, "da7a", 1))).isEqualTo("parameter_count");
  }

  private static String field(Handshake theirs) {
    return theirs.differenceFrom(OURS).orElseThrow().field();
  }

  private static Handshake with(
      String build, String hash, Map<String, String> configuration, String data, long parameters) {
    return new Handshake(
        Handshake.PROTOCOL_VERSION,
        build,
        hash,
        configuration,
        data,
        parameters,
        "1a70",
        2,
        "w1",
        "host1",
        1);
  }
}
