package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.launch.NodeOptions;
import io.lockstep.launch.SecurityOptions;
import io.lockstep.wire.CoordinatorDirectory;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.NoAnswerException;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.RunsClient;
import io.lockstep.worker.LeaderSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which cluster a command speaks to. The coordinator that leads is looked for with every question,
/// and a question goes to the next one when it is lost.
final class ClusterOptions {

  private static final String TO = "--to";
  private static final long PAUSE_MILLIS = 250;
  private static final long NANOS_OF_A_SECOND = 1_000_000_000L;

  @Option(
      names = TO,
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:LOCKSTEP_COORDINATORS:-127.0.0.1:25620}",
      description = {
        "Where the coordinators of the cluster are dialled (LOCKSTEP_COORDINATORS; default",
        "127.0.0.1:25620)."
      })
  private List<String> coordinators = new ArrayList<>();

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "${env:LOCKSTEP_CLUSTER:-lockstep}",
      description = "Name of the cluster (LOCKSTEP_CLUSTER).")
  private String cluster;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to look for a coordinator that leads (default 30).")
  private int patienceSeconds;

  @Option(names = "--json", description = "JSON objects instead of text.")
  private boolean json;

  @Mixin private SecurityOptions trust = new SecurityOptions();

  /// A question to who leads.
  interface Question<T> {
    T to(RunsClient leader) throws NoAnswerException;
  }

  boolean json() {
    return json;
  }

  /// Asks who leads, again and again while nobody does or the answer does not come.
  ///
  /// @throws LockstepException with exit code 6 when nobody answers within the patience, or as the
  ///   question is refused
  <T> T ask(Question<T> question) {
    LeaderSearch search =
        new LeaderSearch(
            new CoordinatorDirectory(addresses(), trust.security()), cluster, "this command");
    long endNanos = System.nanoTime() + patienceSeconds * NANOS_OF_A_SECOND;
    while (true) {
      String trouble;
      try {
        LeaderSearch.Found found = search.look();
        if (found.refusal().isPresent()) {
          throw refusal(found.refusal().get());
        }
        Optional<Endpoint> leader = found.leader();
        if (leader.isPresent()) {
          try (RunsClient client = RunsClient.connect(leader.get().address(), trust.security())) {
            return question.to(client);
          }
        }
        trouble = found.trouble();
      } catch (NoAnswerException silent) {
        trouble = silent.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      if (System.nanoTime() - endNanos >= 0) {
        throw nobody(trouble);
      }
      pause();
    }
  }

  /// Another cluster is a slip of the command line; what certificates lack has an advice of its
  /// own.
  private static LockstepException refusal(Failure failure) {
    return failure.code() != ExitCode.CLUSTER
        ? failure.exception()
        : failure
            .keeping("the queue of that cluster, as it was")
            .advising("correct --cluster, or name the coordinators of that one: " + TO)
            .exception();
  }

  private List<NodeAddress> addresses() {
    List<NodeAddress> addresses = NodeOptions.addresses(coordinators, TO);
    if (patienceSeconds < 0) {
      throw Failure.of(
              ExitCode.USAGE, "--patience is %d, but must be at least 0".formatted(patienceSeconds))
          .at("command line")
          .advising("--patience 30")
          .exception();
    }
    return addresses;
  }

  /// Until the next look.
  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private LockstepException nobody(String trouble) {
    return Failure.of(
            ExitCode.CLUSTER,
            "no coordinator that leads has answered for %d s".formatted(patienceSeconds))
        .at(trouble)
        .keeping("the queue of the cluster, as far as it was entered")
        .advising("start one: lockstep coordinator; or name those that run: --to HOST:25620")
        .exception();
  }
}
