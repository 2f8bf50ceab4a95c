package io.lockstep.launch;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.config.Source;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.queue.Submission;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a run that somebody submits could begin on this coordinator. Where its data would take
/// much of the memory that a run may just need, they are only looked for, and read when its turn
/// comes; so are those that do not come in time, as from a file server that is gone, and those of
/// whoever comes meanwhile. One at a time.
final class RunCheck {

  private static final Logger LOG = LoggerFactory.getLogger(RunCheck.class);

  /// Whoever submits waits for it.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Rows in memory take more than in a file, above all in a packed one.
  private static final long MEMORY_OF_A_BYTE = 16;

  private final String host;
  private final Duration patience;

  /// Held by the thread that reads data.
  private final Semaphore reading = new Semaphore(1);

  /// @param host of this coordinator, for people
  RunCheck(String host) {
    this(host, PATIENCE);
  }

  /// @param patience with data, and as long again with those of somebody else
  RunCheck(String host, Duration patience) {
    this.host = host;
    this.patience = patience;
  }

  /// @throws LockstepException with the code that training it would end with
  void require(Submission submission) {
    try {
      RunConfiguration configuration = configuration(submission);
      if (isLight(configuration)) {
        tryOut(configuration);
      }
    } catch (RuntimeException refused) {
      throw onThisHost(refused);
    }
  }

  /// By a thread of its own: a read that hangs cannot be called off.
  private void tryOut(RunConfiguration configuration) {
    String run = configuration.run().name();
    FutureTask<Void> tried =
        new FutureTask<>(
            () -> PreparedRun.prepare(configuration, folder(configuration)).requireMemory(), null);
    try {
      if (!reading.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("event=unchecked run={} reason=\"the data of another are still read\"", run);
        return;
      }
      Thread.ofPlatform()
          .daemon()
          .name("run-check")
          .start(() -> {
            tried.run();
            reading.release();
          });
      tried.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      LOG.warn(
          "event=unchecked run={} reason=\"its data are not read within {} s\"",
          run,
          patience.toSeconds());
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case RuntimeException refused -> throw refused;
        case Error broken -> throw broken;
        default -> throw new IllegalStateException(failed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Prepares a run whose turn has come.
  ///
  /// @throws LockstepException with the code that training it would end with
  PreparedRun prepared(Submission submission) {
    try {
      RunConfiguration configuration = configuration(submission);
      PreparedRun run = PreparedRun.prepare(configuration, folder(configuration));
      run.requireMemory();
      return run;
    } catch (RuntimeException refused) {
      throw onThisHost(refused);
    }
  }

  private static RunConfiguration configuration(Submission submission) {
    RunConfiguration configuration =
        ConfigurationReader.of(submission.name(), submission.configuration(), List.of());
    if (!configuration.run().name().equals(submission.name())) {
      throw Failure.of(ExitCode.USAGE, "the name of the run is not that of its configuration")
          .at("run.name " + configuration.run().name())
          .advising("submit it under that name")
          .exception();
    }
    if (!Path.of(configuration.data().dir()).isAbsolute()) {
      throw Failure.of(ExitCode.USAGE, "data.dir is no absolute path, and travels to other hosts")
          .at("data.dir " + configuration.data().dir())
          .advising("submit it with lockstep submit, which writes paths out")
          .exception();
    }
    return configuration;
  }

  private static Path folder(RunConfiguration configuration) {
    return Path.of(configuration.data().dir());
  }

  /// The data are on this host, or are not: paths are the same everywhere. A fault of ours ends
  /// that run, and not the coordinator that others wait for.
  LockstepException onThisHost(RuntimeException refused) {
    Failure failure = Failure.causedBy(refused);
    return failure
        .at((failure.cause() + ", on host " + host).replaceFirst("^, ", ""))
        .exception(refused);
  }

  private static boolean isLight(RunConfiguration configuration) {
    Runtime runtime = Runtime.getRuntime();
    long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    long bytes = 0;
    for (Path file : files(configuration)) {
      Optional<Long> size = size(file);
      if (size.isEmpty()) {
        return true; // Reading it says in full what is wrong with it.
      }
      bytes += size.get();
    }
    return bytes * MEMORY_OF_A_BYTE < free / 2;
  }

  private static List<Path> files(RunConfiguration configuration) {
    List<Source> sources = new ArrayList<>(List.of(configuration.data().train()));
    configuration.data().test().ifPresent(sources::add);
    List<Path> files = new ArrayList<>();
    for (Source source : sources) {
      switch (source) {
        case Source.Csv csv -> files.add(Path.of(csv.csv()));
        case Source.Idx idx -> {
          files.add(Path.of(idx.images()));
          files.add(Path.of(idx.labels()));
        }
      }
    }
    return files.stream().map(folder(configuration)::resolve).toList();
  }

  private static Optional<Long> size(Path file) {
    try {
      return Files.isReadable(file) ? Optional.of(Files.size(file)) : Optional.empty();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }
}
