package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.trust.CredentialFiles;
import io.lockstep.trust.Credentials;
import io.lockstep.trust.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `lockstep certificates`, and nodes that are given certificates which they cannot use.
final class CertificatesTest {

  @TempDir Path folder;

  @Test
  void aHostsFileGivesEachHostItsFolderAndRole() throws Exception {
    Files.writeString(
        folder.resolve("hosts"), "\ufeffroot@node1 # first\r\nnode2 worker 4\nnode2\n\nnode1 2\n");
    Invocation made = invoke("--hosts", "{dir}/hosts", "--out", "{dir}/set", "--days", "90");

    assertThat(made.code()).isZero();
    assertThat(made.data())
        .containsPattern(
            "(?m)^\\{dir}/set/node1 valid until \\S+ for node1 \\(worker and coordinator\\)$")
        .containsPattern("(?m)^\\{dir}/set/node2 valid until \\S+ for node2 \\(worker\\)$")
        .containsPattern("(?m)^\\{dir}/set/ca.crt valid until \\S+$");
    assertThat(made.talk()).contains("scp -pr {dir}/set/node1 node1:", "--certificates");
    assertThat(Credentials.read(CredentialFiles.in(folder.resolve("set/node2"))).role())
        .isEqualTo(Role.WORKER);

    Invocation again = invoke("--hosts", "{dir}/hosts", "--out", "{dir}/set");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.block())
        .isEqualTo(
            """
            error: node1 has a certificate already, and nothing is overwritten
              cause: {dir}/set/node1
              kept:  nothing was changed
              try:   to renew it, move that folder away first: mv {dir}/set/node1 {dir}/set/node1.old\
            """);
  }

  @Test
  void whatCannotBeAHostOrANumberOfDaysIsRefused() throws Exception {
    Files.writeString(folder.resolve("hosts"), "node1\nnode2 helper\n");
    assertThat(invoke("--hosts", "{dir}/hosts", "--out", "{dir}/set").block())
        .startsWith(
            "error: not HOST [worker|coordinator] [LANES]: 'node2 helper'\n  cause: {dir}/hosts:2");
    assertThat(invoke("--host", "a b", "--out", "{dir}/set").code()).isEqualTo(2);
    assertThat(invoke("--host", "a", "--out", "{dir}/set", "--days", "0").code()).isEqualTo(2);
    assertThat(invoke("--out", "{dir}/set").code()).isEqualTo(2);
    assertThat(invoke("--hosts", "{dir}/absent", "--out", "{dir}/set").code()).isEqualTo(2);
    assertThat(folder.resolve("set")).doesNotExist();
  }

  @Test
  void aNodeWhoseCertificatesCannotBeReadEndsWith8() {
    Invocation started =
        Invocation.of(
            folder,
            "worker",
            Path.of(System.getProperty("lockstep.root"), "deploy/examples/xor.yaml").toString(),
            "--coordinators",
            "127.0.0.1:1",
            "--certificates",
            "{dir}/absent");
    assertThat(started.code()).isEqualTo(8);
    assertThat(started.block())
        .startsWith("error: the credentials of this host cannot be read: ")
        .contains("lockstep certificates --hosts FILE --out FOLDER");
  }

  @Test
  void nothingIsOpenedOrDialledBeyondThisMachineWithoutCertificates() {
    Invocation coordinator = node("coordinator", "--host", "0.0.0.0", "--grpc-port", "25620");
    assertThat(coordinator.code()).isEqualTo(8);
    assertThat(coordinator.block())
        .isEqualTo(
            """
            error: beyond this machine nothing is opened without certificates and a join token
              cause: 0.0.0.0:25620, and no --certificates
              kept:  nothing was changed
              try:   make a set (lockstep certificates --hosts FILE --out FOLDER) and give each node its folder with --certificates; or --insecure where everybody is trusted\
            """);
    Invocation worker = node("worker", "--coordinators", "127.0.0.1:1,192.0.2.1:25620");
    assertThat(worker.code()).isEqualTo(8);
    assertThat(worker.block()).contains("cause: 192.0.2.1:25620, and no --certificates");
  }

  @Test
  void onThisMachineNobodyAsksForCertificatesAndInsecureIsLoud() {
    Invocation near =
        node("worker", "--coordinators", "localhost:1,127.0.0.2:1", "--patience", "1");
    assertThat(near.code()).isEqualTo(6);
    assertThat(near.talk()).doesNotContain("INSECURE");

    Invocation insecure =
        node("worker", "--coordinators", "127.0.0.1:1", "--patience", "1", "--insecure");
    assertThat(insecure.code()).isEqualTo(6);
    assertThat(insecure.talk()).contains("warning: INSECURE: no encryption and no authentication;");
  }

  @Test
  void flagsThatContradictEachOtherAreRefused() {
    assertThat(
            node("worker", "--coordinators", "127.0.0.1:1", "--insecure", "--certificates", "x")
                .block())
        .startsWith("error: --insecure and --certificates contradict each other");
    assertThat(node("worker", "--coordinators", "127.0.0.1:1", "--token-file", "x").block())
        .startsWith("error: a join token is told over TLS only");
  }

  private Invocation node(String role, String... words) {
    List<String> all = new ArrayList<>();
    all.add(role);
    all.add(Path.of(System.getProperty("lockstep.root"), "deploy/examples/xor.yaml").toString());
    all.addAll(List.of(words));
    return Invocation.of(folder, all.toArray(String[]::new));
  }

  private Invocation invoke(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "certificates";
    System.arraycopy(words, 0, all, 1, words.length);
    return Invocation.of(folder, all);
  }
}
