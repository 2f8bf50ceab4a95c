package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How `deploy/bin/cluster up` looks at hosts before it starts anything. Where a host would be, a
/// script called `ssh` runs what is asked of it in a home folder of that host's name.
@Timeout(60)
final class ClusterHostsTest {

  private static final Path SCRIPT =
      Path.of(System.getProperty("lockstep.root"), "deploy", "bin", "cluster");

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void hosts() throws Exception {
    root = folder.resolve("the program");
    script(root.resolve("deploy/bin/lockstep"), "exit 1");
    Files.createDirectories(root.resolve("deploy/bin"));
    for (String each : List.of("cluster", "hosts.bash", "node.bash")) {
      Files.copy(SCRIPT.resolveSibling(each), root.resolve("deploy/bin").resolve(each));
    }
    script(
        root.resolve("deploy/bin/jdk25"),
        "[[ $HOME != */old ]] || { echo 'error: no JDK 25 was found, only Java 17.0.9' >&2; exit 2; }");
    script(
        folder.resolve("bin/ssh"),
        """
        while [[ $1 == -o ]]; do shift 2; done
        case $1 in
          stranger) echo 'Host key verification failed.' >&2; exit 255 ;;
          bare) echo "sh: bash: not found" >&2; exit 127 ;;
        esac
        export HOME='%1$s'/$1 PATH='%1$s'/$1/bin:$PATH
        eval "$2"
        """
            .formatted(folder));
    script(folder.resolve("late/bin/date"), "[[ $1 != +%s ]] || echo $(($(/bin/date +%s) - 3600))");
    script(folder.resolve("bin/date"), "[[ $1 == +%s%N ]] && echo 0 || exec /bin/date \"$@\"");
    script(
        folder.resolve("early/bin/date"),
        "[[ $1 == +%s%N ]] && echo 0 || echo $(($(/bin/date +%s) + 50))");
    script(
        folder.resolve("slow/bin/date"),
        """
        [[ $1 == +%s%N ]] || exec /bin/date "$@"
        echo $(($(cat "$HOME/millis") + 150)) | tee "$HOME/millis.new" | sed 's/$/000000/'
        mv "$HOME/millis.new" "$HOME/millis"
        """);
    Files.writeString(folder.resolve("slow/millis"), "0");
    script(
        folder.resolve("scarce/bin/awk"),
        "[[ \" $* \" != *' /proc/meminfo '* ]] || { echo 300; exit; }; exec /usr/bin/awk \"$@\"");
    script(
        folder.resolve("full/bin/df"),
        "printf 'Filesystem 1M-blocks Used Available\\n/dev/x 9 9 3 100%% /\\n'");
  }

  @Test
  void everythingThatIsWrongWithHostsIsToldBeforeAnythingStarts() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Outcome outcome =
          up(
              taken.getLocalPort(),
              "busy",
              "good",
              "old",
              "late",
              "full",
              "scarce",
              "slow",
              "early",
              "stranger",
              "bare");

      assertThat(outcome.status()).as(outcome.said()).isEqualTo(6);
      assertThat(
              outcome
                  .said()
                  .replaceAll("3[56]\\d\\d s", "3600 s")
                  .replaceAll("\\d\\d s ahead", "50 s ahead"))
          .isEqualTo(
              """
              ✗ busy: port %1$d is taken there; end who listens on it (ss -ltnp), or give another --port or --grpc-port
              ✓ good
              ✗ old: no JDK 25 was found, only Java 17.0.9; install a JDK 25 there, or unpack an archive that brings its own (deploy/bin/package --jre)
              ✗ late: has a clock that is 3600 s behind; set it, as by timedatectl set-ntp true
              ✗ full: 3 MiB are free for %2$s; make room there, or give another --state
              ! scarce: 300 MiB of memory are free; end other programs there, or put fewer nodes on it
              ! slow: %2$s takes 150 ms to force a small file to the disk; give a --state and --runs on a faster disk: each checkpoint waits for it
              ! early: has a clock that is 50 s ahead; set it, as by timedatectl set-ntp true
              ✗ stranger: cannot be asked: Host key verification failed.; this must work without a password: ssh stranger true
              ✗ bare: has no bash; install it, as by apt-get install bash: sh: bash: not found
              error: nodes cannot start on every host
                cause: busy, old, late, full, stranger, bare: see above
                kept:  nothing was started
                try:   correct that, then the same command again
              """
                  .formatted(taken.getLocalPort(), folder));
      assertThat(folder.resolve("state")).doesNotExist();
    }
  }

  private static void script(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private record Outcome(int status, String said) {}

  private Outcome up(int port, String... hosts) throws Exception {
    Path list = Files.writeString(folder.resolve("hosts"), String.join("\n", hosts));
    Path config = Files.writeString(folder.resolve("own.yaml"), "run: { name: own }\n");
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("deploy/bin/cluster").toString(), "up", "--hosts");
    builder.command().add(list.toString());
    builder.command().add("--state");
    builder.command().add(folder.resolve("state").toString());
    builder.command().add("--grpc-port");
    builder.command().add("" + port);
    builder.command().add(config.toString());
    builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, bin) -> bin + path);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), said);
  }
}
