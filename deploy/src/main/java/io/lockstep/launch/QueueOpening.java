package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.Tenure;
import io.lockstep.coordinator.membership.Support;
import io.lockstep.run.QueueFolder;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Endpoint;
import java.nio.file.Path;
import java.util.Optional;

/// How a coordinator comes to a queue of runs. A queue has no end, so none has ended elsewhere.
public final class QueueOpening implements RunOpening {

  private final Path runs;
  private final Company company;
  private final String host;
  private final RunStage stage;
  private final QueueUnderstudy understudy;
  private Optional<QueueFolder> folder = Optional.empty();

  /// Whether there are other coordinators.
  public enum Company {
    ALONE,
    AMONG_OTHERS
  }

  /// @param runs folder in which runs lie
  /// @param host of this coordinator, for people
  public QueueOpening(Path runs, Company company, String host, RunStage stage) {
    this.runs = runs;
    this.company = company;
    this.host = host;
    this.stage = stage;
    this.understudy = new QueueUnderstudy(runs);
  }

  @Override
  public void standsBy(Endpoint leader, CoordinatorPort port) {
    understudy.follow(leader, port);
  }

  @Override
  public Optional<TrainingResult> endedElsewhere() {
    return Optional.empty();
  }

  @Override
  public Tenure service(Claim claim, CoordinatorPort port) {
    Support support = company == Company.ALONE ? Support.FEW : claim.support();
    return new QueueTenure(
        () -> opened(support),
        new QueueTenure.Setting(runs, support, port, host, stage, understudy));
  }

  /// A lone one that finds the queue held is in somebody's way, and is told by whom.
  private synchronized Optional<QueueFolder> opened(Support support) {
    folder =
        switch (company) {
          case ALONE -> Optional.of(QueueFolder.open(runs));
          case AMONG_OTHERS ->
              support == Support.MOST
                  ? Optional.of(QueueFolder.takeOver(runs))
                  : QueueFolder.openIfFree(runs);
        };
    return folder;
  }

  @Override
  public synchronized boolean isSuperseded(long term) {
    return folder.map(QueueFolder::isSuperseded).orElse(false);
  }

  @Override
  public synchronized void close() {
    folder.ifPresent(QueueFolder::close);
    folder = Optional.empty();
  }
}
