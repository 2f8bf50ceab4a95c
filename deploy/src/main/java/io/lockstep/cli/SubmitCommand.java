package io.lockstep.cli;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.ConfigurationWriter;
import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.queue.Submission;
import io.lockstep.wire.RunDesk;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Send a run to a cluster, which trains it when its turn comes.")
final class SubmitCommand implements Callable<Integer> {

  private final Output output;
  private final Interruption interruption;

  @Parameters(paramLabel = "CONFIG", description = "Configuration of the run; it travels.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change one value, such as train.epochs=20.")
  private List<String> overrides = List.of();

  @Option(
      names = "--priority",
      paramLabel = "N",
      defaultValue = "0",
      description = "From -100 to 100: more comes first; of equal ones the first (default 0).")
  private int priority;

  @Option(names = "--watch", description = "Follow it to its end, and end as it does.")
  private boolean watch;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  SubmitCommand(Output output, Interruption interruption) {
    this.output = output;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    Submission submission = submission();
    interruption.leaves("whether the run was entered is told by lockstep runs");
    RunDesk.Entered entered = cluster.ask(leader -> leader.submit(submission));
    interruption.leaves(
        "%s goes on; lockstep watch %d follows it"
            .formatted(entered.run().shown(), entered.run().number()));
    if (cluster.json()) {
      output.json(RunWords.json(entered.run(), entered.before()));
    } else {
      output.data().println(RunWords.line(entered.run(), entered.before()));
    }
    return watch
        ? new RunFollower(output, cluster).follow(Long.toString(entered.run().number()))
        : ExitCode.DONE.number();
  }

  /// Everything that is relative to this place is written out: others read it elsewhere.
  private Submission submission() {
    Path folder = config.toAbsolutePath().normalize().getParent();
    RunConfiguration configuration = ConfigurationReader.read(config, overrides).locatedIn(folder);
    try {
      return new Submission(
          UUID.randomUUID().toString(),
          configuration.run().name(),
          priority,
          "%s@%s".formatted(System.getProperty("user.name", "?"), hostName()),
          Instant.now(),
          ConfigurationWriter.yaml(configuration));
    } catch (IllegalArgumentException refused) {
      throw Failure.of(ExitCode.USAGE, refused.getMessage())
          .at(config.toString())
          .keeping("the queue of the cluster, as it was")
          .advising("lockstep submit --help")
          .exception(refused);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
