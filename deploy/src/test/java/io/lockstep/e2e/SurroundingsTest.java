package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunFolder;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What surrounds the real command: where its output goes, what the locale says, and what the names
/// of hosts mean on this machine.
@Timeout(120)
final class SurroundingsTest {

  private static final String PREDICT = "predict {dir}/runs/tiny-1 --last {dir}/";
  private static final long SECONDS_MAX = 60;

  @TempDir static Path folder;

  /// What a command ended with, and said.
  private record Said(int code, String text) {}

  @BeforeAll
  static void trainAndWriteFiles() throws Exception {
    PreparedRun run = TinyRun.prepare(folder);
    try (RunFolder folderOfRun = RunFolder.create(folder.resolve("runs"), "tiny")) {
      new LocalTraining(run, 1).train(folderOfRun, TrainingObserver.SILENT);
    }
    List<String> lines = Files.readAllLines(folder.resolve("points.csv"));
    List<String> many = new ArrayList<>(lines.subList(0, 1));
    for (int i = 0; i < 40; i++) {
      many.addAll(lines.subList(1, lines.size()));
    }
    Files.write(folder.resolve("many.csv"), many);
  }

  /// @param within words before the command, of a program that becomes it
  private static Said run(List<String> within, String words) throws Exception {
    try (LockstepProcess process = LockstepProcess.startWithin(within, placed(words))) {
      int code = process.await(SECONDS_MAX);
      return new Said(code, process.text().replace(folder.toString(), "{dir}"));
    }
  }

  private static List<String> placed(String words) {
    return Arrays.stream(words.split(" "))
        .map(word -> word.replace("{dir}", folder.toString()))
        .toList();
  }

  private static Said redirected(String redirection, String words) throws Exception {
    return run(List.of("bash", "-c", "exec \"$@\" " + redirection, "-"), words);
  }

  @Test
  void anOutputWhoseDiskIsFullIsAnError() throws Exception {
    assertThat(redirected(">/dev/full", PREDICT + "points.csv"))
        .isEqualTo(
            new Said(
                5,
                """
                error: standard output cannot be written: no space left on the disk of /dev/full
                  cause: standard output, after 0 bytes
                  kept:  what is in files; of the output the first 0 bytes
                  try:   free space there: df -h /dev/full, then the same command again\
                """));
  }

  @Test
  void anOutputThatIsClosedIsAnError() throws Exception {
    assertThat(redirected(">&-", PREDICT + "points.csv"))
        .isEqualTo(
            new Said(
                5,
                """
                error: standard output is closed
                  cause: standard output, after 0 bytes
                  kept:  what is in files; of the output the first 0 bytes
                  try:   send it to a file: > FILE\
                """));
  }

  /// As with `head`; there are more lines than a pipe holds.
  @Test
  void aReaderThatHasSeenEnoughEndsTheCommandWithoutAWord() throws Exception {
    List<String> shell = List.of("bash", "-c", "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "-");
    assertThat(run(shell, PREDICT + "many.csv")).isEqualTo(new Said(141, "prediction,probability"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"env -u LC_ALL -u LC_CTYPE -u LANG", "env LC_ALL=POSIX LANG=POSIX"})
  void fileNamesAreUtf8WhateverTheLocaleSays(String locale) throws Exception {
    Path place = Files.createTempDirectory(folder, "größe");
    Files.copy(folder.resolve("points.csv"), place.resolve("übung.csv"));
    String yaml = Files.readString(folder.resolve("tiny.yaml"));
    Files.writeString(place.resolve("übung.yaml"), yaml.replace("points.csv", "übung.csv"));

    Said trained =
        run(List.of(locale.split(" ")), "train %1$s/übung.yaml --runs %1$s/läufe".formatted(place));

    assertThat(trained.code()).as(trained.text()).isZero();
    Path run = place.resolve("läufe/tiny-1");
    assertThat(run.resolve("config.yaml")).content().contains("csv: \"übung.csv\"");
    assertThat(run.resolve("model/model.json")).exists();
    assertThat(place).isDirectoryNotContaining(path -> path.toString().contains("?"));
  }

  @Test
  void aHostNameThatMeansLoopbackHereIsToldOfByEveryNodeAndTheDoctor() throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.1.1 node1\n");
    List<String> within = List.of("env", "LOCKSTEP_JVM_OPTS=-Djdk.net.hosts.file=" + hosts);
    String withoutData = " --set data.train.csv={dir}/gone.csv";

    Said worker = run(within, "worker {dir}/tiny.yaml --coordinators node1:1" + withoutData);
    Said coordinator = run(within, "coordinator {dir}/tiny.yaml --host node1" + withoutData);
    Said doctor = run(within, "doctor --coordinators node1:1,127.0.0.1:1");

    String warning =
        "warning: host node1 of %s is 127.0.1.1 on this machine, where nobody else can reach it: ";
    assertThat(worker.code()).as(worker.text()).isEqualTo(4);
    assertThat(worker.text()).containsOnlyOnce(warning.formatted("--coordinators"));
    assertThat(coordinator.code()).as(coordinator.text()).isEqualTo(4);
    assertThat(coordinator.text()).containsOnlyOnce(warning.formatted("--host"));
    assertThat(doctor.text())
        .contains(
            "warning: node1:1 cannot be reached from here: its name is loopback on this machine, where nobody else reaches it\n",
            "warning: 127.0.0.1:1 cannot be reached from here: the machine answers, and nobody listens there\n");
  }
}
