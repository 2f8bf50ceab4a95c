package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.trust.CertificateHost;
import io.lockstep.trust.CertificateSet;
import io.lockstep.trust.Role;
import io.lockstep.trust.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Golden exit codes and blocks of workers and commands that a cluster does not trust, or that do
/// not trust it.
@Timeout(180)
final class DistrustTest {

  private static final String SET =
      "give both ends certificates of one set: lockstep certificates, --certificates FOLDER";
  private static final Validity OVER_FIVE_DAYS_AGO = new Validity(10 * 24, 5);

  @TempDir Path folder;

  private StandingCluster cluster;

  @BeforeEach
  void begin() throws Exception {
    cluster = new StandingCluster(folder);
    CertificateSet.make(
        folder.resolve("ours"),
        List.of(CertificateHost.of("127.0.0.1", Role.COORDINATOR)),
        Validity.ofDays(30));
  }

  @AfterEach
  void end() throws Exception {
    cluster.close();
  }

  @Test
  void whoHasAnotherTokenIsSentAway() throws Exception {
    secureCoordinator();
    Path token = Files.writeString(folder.resolve("token"), "another-token-0123456789\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));

    assertRefused(
        "the join token is not that of the cluster",
        "copy the token of the cluster to this host; lockstep certificates puts it beside each certificate",
        "--certificates={dir}/ours/127.0.0.1",
        "--token-file=" + token);
    assertThatTheRightOneIsLetIn();
  }

  @Test
  void whoHasCertificatesOfAnotherAuthorityIsSentAway() throws Exception {
    secureCoordinator();
    CertificateSet.make(
        folder.resolve("theirs"),
        List.of(CertificateHost.of("127.0.0.1", Role.COORDINATOR)),
        Validity.ofDays(30));

    assertRefused(
        "the certificate there is of another authority",
        SET,
        "--certificates={dir}/theirs/127.0.0.1");
    assertThatTheRightOneIsLetIn();
  }

  @Test
  void whoSpeaksPlaintextToAClusterOfTlsIsSentAway() throws Exception {
    secureCoordinator();

    assertRefused(
        "the other end speaks TLS, this one plaintext",
        "give this one the certificates of the cluster: --certificates FOLDER");
    assertThatTheRightOneIsLetIn();
  }

  @Test
  void whoSpeaksTlsToAClusterOfPlaintextIsSentAway() throws Exception {
    cluster.coordinator();

    assertRefused(
        "the other end speaks plaintext, this one TLS",
        "start the other one with --certificates FOLDER, too, or this one without",
        "--certificates={dir}/ours/127.0.0.1");
    assertThat(cluster.runs()).isEmpty();
  }

  @Test
  void whoseCertificateHasExpiredIsToldBeforeItAsks() throws Exception {
    CertificateSet.make(
        folder.resolve("ours"),
        List.of(CertificateHost.of("old", Role.COORDINATOR)),
        OVER_FIVE_DAYS_AGO);
    String old = "--certificates={dir}/ours/old";

    for (Invocation refused :
        List.of(
            ended(cluster.worker("w0", old)),
            ended(cluster.start("coordinator", "--runs={dir}/runs", "--grpc-port=0", old)),
            cluster.ask("submit", cluster.config().toString(), old))) {
      assertThat(refused.block())
          .matches(
              """
              error: the certificate of this host expired \\S+ \\S+ UTC
                cause: \\{dir}/ours/old/tls.crt
                kept:  nothing was changed
                try:   renew it: lockstep certificates --host NAME --out FOLDER\
              """);
      assertThat(refused.code()).isEqualTo(8);
    }
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  private void secureCoordinator() {
    cluster.start(
        "coordinator",
        "--grpc-port=" + cluster.port(),
        "--runs={dir}/runs",
        "--certificates={dir}/ours/127.0.0.1");
  }

  private void assertThatTheRightOneIsLetIn() {
    Invocation listed = cluster.ask("runs", "--certificates={dir}/ours/127.0.0.1");
    assertThat(listed.code()).as(listed.talk()).isZero();
    assertThat(listed.data()).as("nothing was entered").doesNotContain("points");
  }

  /// @param words of security
  private void assertRefused(String reason, String advice, String... words) throws Exception {
    Invocation worker = ended(cluster.worker("w0", words));
    Invocation submitted = ask(words, "submit", cluster.config().toString());
    Invocation asked = ask(words, "status");

    assertThat(worker.block()).isEqualTo(block("worker", reason, advice));
    assertThat(submitted.block()).isEqualTo(block("command", reason, advice));
    assertThat(asked.block()).isEqualTo(block("command", reason, advice));
    assertThat(List.of(worker.code(), submitted.code(), asked.code())).containsOnly(8);
  }

  private Invocation ask(String[] security, String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(Arrays.asList(security));
    return cluster.ask(all.toArray(String[]::new));
  }

  private String block(String who, String reason, String advice) {
    return """
    error: this %1$s is not let in: %2$s
      cause: %4$s
      kept:  the cluster goes on without this %1$s
      try:   %3$s\
    """
        .formatted(who, reason, advice, cluster.address());
  }

  private static Invocation ended(StandingCluster.Node node) throws Exception {
    return node.end().get(StandingCluster.SECONDS_MAX, TimeUnit.SECONDS);
  }
}
