package io.lockstep.training;

import com.sun.management.OperatingSystemMXBean;
import io.lockstep.config.FromSpec;
import io.lockstep.config.Identity;
import io.lockstep.config.LossSpec;
import io.lockstep.config.RunConfiguration;
import io.lockstep.course.Course;
import io.lockstep.course.CourseState;
import io.lockstep.data.Encoding;
import io.lockstep.data.Examples;
import io.lockstep.data.LoadedData;
import io.lockstep.data.Loading;
import io.lockstep.kernel.Kernels;
import io.lockstep.lane.LaneTask;
import io.lockstep.lane.Measurement;
import io.lockstep.model.Network;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.optimizer.Rates;
import io.lockstep.plan.CheckpointRule;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Part;
import io.lockstep.source.Reading;
import io.lockstep.version.VersionMaker;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A configuration with its data loaded and its network laid out. Every process of a run prepares
/// the same one: it is a function of configuration, data and seed.
///
/// @param configurationHash identity of what decides the result
/// @param start the model with which it begins; empty for weights that are initialised
public record PreparedRun(
    RunConfiguration configuration,
    LoadedData data,
    Network network,
    BatchPlan batches,
    Kernels kernels,
    String configurationHash,
    Optional<StartingModel> start) {

  /// Loads the data and fits the network to them; tells when a file of them keeps it waiting.
  ///
  /// @param configFolder what a relative `data.dir` starts from
  /// @throws io.lockstep.failure.LockstepException when the data are unusable or the network does
  ///   not fit them
  public static PreparedRun prepare(RunConfiguration configuration, Path configFolder) {
    Reading reading = new Reading();
    AwaitedData awaited =
        new AwaitedData(configuration.cluster().stallNanos(), reading, System.nanoTime());
    try (Alarm _ = Alarm.over(awaited::look)) {
      return reading.during(() -> read(configuration, configFolder));
    }
  }

  private static PreparedRun read(RunConfiguration configuration, Path configFolder) {
    Optional<StartingModel> start = StartingModel.of(configuration, configFolder);
    return start
        .map(model -> {
          FromSpec from = configuration.train().from().orElseThrow();
          return prepare(
              configuration.with(from.withWeights(model.weightsSha256())), configFolder, start);
        })
        .orElseGet(() -> prepare(configuration, configFolder, start));
  }

  private static PreparedRun prepare(
      RunConfiguration configuration, Path configFolder, Optional<StartingModel> start) {
    LossSpec loss = configuration.model().loss();
    long seed = configuration.run().seed();
    start.ifPresent(model -> model.requireKind(loss));
    Optional<Encoding> given = start.map(StartingModel::encoding);
    LoadedData data = Loading.load(configuration.data(), configFolder, seed, loss, given);
    RunConfiguration resolved = Labelling.resolved(configuration, data);
    Network plain =
        Network.of(
            resolved.model(),
            data.train().featureWidth(),
            Labelling.of(resolved.model(), data.encoding()),
            Kernels.scalar());
    double rows = (double) data.train().count() * resolved.train().epochs();
    Kernels kernels = Kernels.forWork(rows * plain.layout().length());
    Network network = plain.with(kernels);
    BatchPlan batches =
        new BatchPlan(
            data.train().count(), configuration.train().batch(), configuration.train().shard());
    PreparedRun run =
        new PreparedRun(resolved, data, network, batches, kernels, Identity.hash(resolved), start);
    start.ifPresent(model -> model.requireFit(network));
    WatchedMetrics.require(run);
    ShardNeed.require(network, batches);
    return run;
  }

  /// For whoever is to train it, before a folder is made or anything large is taken.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 3 if this JVM cannot hold the run
  public void requireMemory() {
    long machine =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    MemoryNeed.of(this).require(this, Runtime.getRuntime().maxMemory(), machine);
  }

  /// What a person should know of the data and of what becomes of them.
  public List<String> notes() {
    List<String> notes = new ArrayList<>(data.notes());
    int count = data.train().count();
    if (count < configuration.train().batch()) {
      notes.add(
          "%s fewer than a batch of %d: each epoch is one step on all of them"
              .formatted(
                  count == 1 ? "1 example is" : count + " examples are",
                  configuration.train().batch()));
    }
    OutputRange.note(this).ifPresent(notes::add);
    notes.addAll(IdleKeys.notes(this));
    ShardNeed.note(network, batches).ifPresent(notes::add);
    start.ifPresent(model ->
        notes.add(
            "it begins with the weights of %s, after step %d, and reads its data as they were read there"
                .formatted(model.folder(), model.model().provenance().step())));
    return List.copyOf(notes);
  }

  /// The rates, the end and the best version of the run.
  public Course course() {
    return Course.of(configuration.train(), batches.stepsPerEpoch());
  }

  /// Number of steps of the run, unless it is stopped before.
  public long lastStep() {
    return Math.multiplyExact(batches.stepsPerEpoch(), (long) configuration.train().epochs());
  }

  /// How much a full step computes, in rows times parameters: a sixth of its operations.
  public long stepWork() {
    return (long) batches.examplesIn(1) * network.layout().length();
  }

  /// What makes of a mean loss of the net that in units of the file.
  public double lossFactor() {
    return data.encoding().lossFactor(configuration.model().loss());
  }

  public boolean isClassifier() {
    return isOfClasses(configuration.model().loss());
  }

  /// Whether its net gives right or wrong answers.
  public boolean hasAccuracy() {
    return configuration.model().loss().hasAccuracy();
  }

  static boolean isOfClasses(LossSpec loss) {
    return loss.labels().areClasses();
  }

  public LaneTask laneTask() {
    return new LaneTask(
        network,
        data.train(),
        batches,
        configuration.run().seed(),
        kernels,
        configuration.limits().gradientBuffersHere(network.layout().length()));
  }

  /// What the steps are told of their learning rates while no epoch has shown anything. Those of a
  /// run under way are known to its [RunRecorder].
  public Rates rates() {
    Course course = course();
    return step -> course.rate(CourseState.BEGIN, step);
  }

  /// How a set of examples is measured.
  public Measurement measurement(Examples set) {
    return Measurement.of(set, data.encoding(), configuration.model().loss(), batches);
  }

  /// The set of this part, and how it is measured; empty without one.
  public Optional<Measurement> measurement(Part part) {
    Optional<Examples> set =
        switch (part) {
          case VALIDATION -> data.validation();
          case TEST -> data.test();
        };
    return set.map(this::measurement);
  }

  /// What makes versions of gradients.
  public VersionMaker.Setting making(Trainee trainee) {
    return new VersionMaker.Setting(
        configuration.train().clip(),
        configuration.train().penalty(),
        network.layout(),
        trainee.optimizer(),
        kernels,
        batches::endsEpoch);
  }

  /// Parameters and moments of version 0.
  public Trainee newTrainee() {
    float[] parameters = new float[network.layout().length()];
    network.initialize(configuration.run().seed(), parameters);
    start.ifPresent(model -> {
      float[] weights = model.model().parameters();
      System.arraycopy(weights, 0, parameters, 0, parameters.length);
    });
    return new Trainee(
        parameters, Optimizer.of(configuration.train().optimizer(), parameters.length, kernels));
  }

  CheckpointRule checkpointRule() {
    long every = configuration.checkpoint().everySteps();
    return new CheckpointRule(
        every > 0 ? every : batches.stepsPerEpoch(),
        TimeUnit.SECONDS.toNanos(configuration.checkpoint().everySeconds()));
  }
}
