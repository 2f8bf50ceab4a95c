package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.JsonText;
import io.lockstep.trust.CertificateHost;
import io.lockstep.trust.CertificateSet;
import io.lockstep.trust.Role;
import io.lockstep.trust.Validity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `lockstep doctor --hosts` over hosts that are addresses of loopback. A script called `ssh` runs
/// here what is asked of them: nobody answers for `gone`, and what 127.0.0.9 is to listen on, it
/// listens on elsewhere, as behind a wall.
@Timeout(240)
final class DoctorHostsTest {

  private static final String SSH =
      """
      #!/usr/bin/env bash
      while [[ $1 == -o ]]; do shift 2; done
      host=$1 line=$2
      if [[ $host == gone ]]; then
        echo 'ssh: connect to host gone port 22: No route to host' >&2
        exit 255
      fi
      if [[ $host == 127.0.0.9 && $line == *' --listen '* ]]; then line=${line//127.0.0.9:/127.0.0.8:}; fi
      exec bash -c "$line"
      """;

  private static final String FIGURES =
      ": round trip \\d+\\.\\d\\d ms, \\d+ MB/s there, \\d+ MB/s back.*";

  @TempDir private Path folder;
  private int port;

  @BeforeEach
  void hosts() throws Exception {
    Path ssh = Files.createDirectories(folder.resolve("path")).resolve("ssh");
    ScriptedCluster.executable(ssh, SSH);
    port = ScriptedCluster.firstOfFree(4);
  }

  private record Outcome(int status, String out, String err) {}

  private Outcome doctor(List<String> hosts, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("hosts"), String.join("\n", hosts));
    List<String> line =
        new ArrayList<>(
            List.of(ScriptedCluster.ROOT.resolve("deploy/bin/lockstep").toString(), "doctor"));
    line.addAll(List.of("--hosts", file.toString(), "--state", folder.resolve("state").toString()));
    line.addAll(List.of("--port", "" + port, "--grpc-port", "" + (port + 2)));
    line.addAll(List.of(more));
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(err.toFile());
    builder.environment().merge("PATH", folder + "/path:", (path, first) -> first + path);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), out, Files.readString(err));
  }

  @Test
  void everyHostAndEveryWayThatNodesDialIsLookedAt() throws Exception {
    Outcome outcome =
        doctor(List.of("127.0.0.1 coordinator", "127.0.0.2 coordinator", "gone", "127.0.0.3"));

    assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines.stream().filter(line -> line.contains(" gone: ")))
        .containsExactly(
            "✗ gone: cannot be asked: ssh: connect to host gone port 22: No route to host; this must work without a password: ssh gone true");
    for (String host : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3")) {
      for (String check :
          List.of(
              "clock ",
              "program ",
              "Java 25",
              "\\d+ cores",
              "\\d+ MiB of memory",
              "\\d+ MiB are free",
              "\\d+ ms until|.* takes")) {
        assertThat(lines)
            .as(check)
            .anyMatch(line -> line.matches("[✓!] " + host + ": (" + check + ").*"));
      }
    }
    assertThat(lines)
        .contains("✓ 127.0.0.1: port %d is free".formatted(port))
        .contains("✓ 127.0.0.2: port %d is free".formatted(port + 3))
        .anyMatch(reaches("127.0.0.1", "127.0.0.2", port + 1))
        .anyMatch(reaches("127.0.0.1", "127.0.0.2", port + 3))
        .anyMatch(reaches("127.0.0.2", "127.0.0.1", port))
        .anyMatch(reaches("127.0.0.2", "127.0.0.1", port + 2))
        .anyMatch(reaches("127.0.0.3", "127.0.0.1", port + 2))
        .anyMatch(reaches("127.0.0.3", "127.0.0.2", port + 3))
        .as("workers do not dial the ports of membership")
        .noneMatch(reaches("127.0.0.3", "127.0.0.1", port));
    assertThat(outcome.out()).doesNotContain("not measured");
  }

  private static java.util.function.Predicate<String> reaches(String host, String other, int port) {
    return line -> line.matches("[✓!] %s: reaches %s:%d%s".formatted(host, other, port, FIGURES));
  }

  @Test
  void aWayThatIsClosedAndACertificateNearItsEndAreToldWithTheRemedy() throws Exception {
    Path set = folder.resolve("set");
    CertificateSet.make(set, List.of(CertificateHost.of("x", Role.WORKER)), Validity.ofDays(9));
    Path shown = Files.createDirectories(folder.resolve("state/credentials"));
    Files.copy(set.resolve("x/tls.crt"), shown.resolve("tls.crt"));

    Outcome outcome = doctor(List.of("127.0.0.9 coordinator", "127.0.0.1"), "--json");

    assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
    Map<String, Object> told = JsonText.object(outcome.out().getBytes(StandardCharsets.UTF_8));
    assertThat(told.get("findings"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains(
            Map.of(
                "host",
                "127.0.0.1",
                "level",
                "bad",
                "check",
                "link",
                "what",
                "does not reach 127.0.0.9:%d: the machine answers, and nobody listens there"
                    .formatted(port + 2),
                "try",
                "start a coordinator there, with that --grpc-port, on an address that others reach: --host"))
        .anySatisfy(finding ->
            assertThat(finding.toString())
                .contains("host=127.0.0.9, level=warn, check=certificate")
                .contains(shown.resolve("tls.crt") + " is valid until 2")
                .contains("try=renew it: "));
  }

  @Test
  void ofHostsWithoutTheProgramTheWaysAreSaidNotToBeMeasured() throws Exception {
    String nowhere = folder.resolve("nowhere").toString();

    Outcome outcome = doctor(List.of("127.0.0.1 coordinator", "127.0.0.2"), "--program", nowhere);

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "! 127.0.0.2: has no program in %s; cluster up copies it there\n".formatted(nowhere))
        .contains(
            "! 127.0.0.2: ways to it and from it are not measured: the program or a Java is missing; ")
        .doesNotContain("reaches");
  }

  @Test
  void hostsThatCannotBeReadAreAnErrorOfTheScriptInOneBlock() throws Exception {
    Outcome outcome = doctor(List.of("127.0.0.1 helper"));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualTo(
            """
            error: not HOST [worker|coordinator] [LANES]: '127.0.0.1 helper'
              cause: %s:1
              kept:  nothing was changed
              try:   edit that line
            """
                .formatted(folder.resolve("hosts")));
  }
}
