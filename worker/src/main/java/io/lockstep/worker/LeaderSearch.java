package io.lockstep.worker;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.wire.CoordinatorDirectory;
import io.lockstep.wire.CoordinatorDirectory.Asked;
import io.lockstep.wire.Distrust;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.LeaderAnswer;
import io.lockstep.wire.LeaderQuestion;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.RegisterOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Asks the coordinators who leads. Blocks; any thread.
public final class LeaderSearch {

  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final CoordinatorDirectory directory;
  private final LeaderQuestion question;
  private final String who;

  /// What came of asking all.
  ///
  /// @param leader of the newest reign that anybody knows of
  /// @param trouble why there is none, in words
  /// @param refusal when somebody says that whoever asks is wrong here and nobody agrees with it
  public record Found(Optional<Endpoint> leader, String trouble, Optional<Failure> refusal) {

    static Found leading(Endpoint leader) {
      return new Found(Optional.of(leader), "", Optional.empty());
    }

    static Found in(List<Asked> asked, String who) {
      Optional<Endpoint> leader =
          asked.stream()
              .flatMap(one -> one.answer().stream())
              .flatMap(Found::leaderIn)
              .max(Comparator.comparingLong(Endpoint::term));
      List<String> troubles = new ArrayList<>();
      Optional<Failure> refusal = Optional.empty();
      for (Asked one : asked) {
        switch (one.answer().orElse(null)) {
          case null -> troubles.add("%s: %s".formatted(one.at(), one.trouble()));
          case LeaderAnswer.Here _ -> troubles.add(one.at() + ": nobody leads yet");
          case LeaderAnswer.Refused(RegisterOutcome.Refused difference) ->
              refusal = Optional.of(refusal(one, difference, who));
          case Distrust distrust -> {
            refusal = Optional.of(distrust.failure(who, one.at()));
            troubles.add("%s: %s".formatted(one.at(), distrust.reason()));
          }
        }
      }
      boolean agreed = asked.stream().anyMatch(Found::isHere);
      return new Found(leader, String.join("; ", troubles), agreed ? Optional.empty() : refusal);
    }

    private static boolean isHere(Asked asked) {
      return asked.answer().filter(LeaderAnswer.Here.class::isInstance).isPresent();
    }

    private static Stream<Endpoint> leaderIn(LeaderAnswer answer) {
      return answer instanceof LeaderAnswer.Here here ? here.leader().stream() : Stream.empty();
    }

    private static Failure refusal(Asked asked, RegisterOutcome.Refused difference, String who) {
      return Failure.of(
              ExitCode.CLUSTER, "%s belongs elsewhere: %s".formatted(who, difference.reason()))
          .at(asked.at().toString())
          .keeping("the cluster goes on without " + who)
          .advising("correct --cluster or --coordinators");
    }
  }

  LeaderSearch(CoordinatorDirectory directory, String cluster) {
    this(directory, cluster, "this worker");
  }

  /// @param who asks, for people
  public LeaderSearch(CoordinatorDirectory directory, String cluster, String who) {
    this.directory = directory;
    this.question = LeaderQuestion.ofWorker(cluster);
    this.who = who;
  }

  public Found look() throws InterruptedException {
    return Found.in(directory.ask(question, DEADLINE), who);
  }

  /// Asks all but one, which leads so far: it may hang, and would keep the question waiting.
  ///
  /// @param term of its reign
  /// @return who leads with a later one
  Optional<Endpoint> laterThan(long term, NodeAddress leader) throws InterruptedException {
    return Found.in(directory.without(leader).ask(question, DEADLINE), who)
        .leader()
        .filter(other -> other.term() > term);
  }
}
