package io.lockstep.bench;

import io.lockstep.bench.chaos.ChaosBench;
import io.lockstep.bench.chaos.ChaosSettings;
import io.lockstep.bench.chaos.SoakBench;
import io.lockstep.bench.chaos.SoakSettings;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.kernel.Kernels;
import io.lockstep.launch.LaneCount;
import io.lockstep.launch.LocalCluster;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lockstep bench`: what to measure and how. One line per measurement on stdout; with `--json` one
/// object per line.
@Command(
    name = "bench",
    description = "Measure training steps, kernels and the start on this machine.")
public final class BenchCommand implements Callable<Integer> {

  private static final double WARM_SECONDS = 8;
  private static final double WARM_SECONDS_OF_A_CLUSTER = 120;
  private static final double PRODUCT_WARM_SECONDS = 0.3;
  private static final double PRODUCT_WINDOW_SECONDS = 0.4;
  private static final double PRODUCT_STRETCH_SECONDS = 0.001;
  private static final double CURVE_WARM_SECONDS = 0.02;
  private static final double CURVE_WINDOW_SECONDS = 0.08;
  private static final double CURVE_STRETCH_SECONDS = 0.001;

  /// Arrays of 4 MiB each.
  private static final int LENGTH_MAX = 1 << 20;

  /// As the scripts of other trainers do it.
  private static final int STRETCHES_PER_WINDOW = 16;

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "all",
      description =
          "W1, W2, W3, matmul, curves, startup, chaos, soak, or all of the first four (default: ${DEFAULT-VALUE}).")
  private String subject;

  @Option(
      names = "--lanes",
      paramLabel = "N[,N]",
      split = ",",
      description =
          "Compute threads of a process (default: 1); several numbers are measured in turn.")
  private List<Integer> lanes = List.of(1);

  @Option(
      names = "--processes",
      defaultValue = "1",
      description = "Above 1: a real cluster of so many workers on this machine.")
  private int processes;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "Image set for W1 and W2 (IDX files); else generated data, or with --against PEERS_DATA.")
  private Optional<Path> images;

  @Option(
      names = "--workload",
      paramLabel = "W",
      description = "With startup: start W1, W2 or W3 instead of the iris example.")
  private Optional<String> startedWorkload = Optional.empty();

  @Option(names = "--json", description = "One JSON object per measurement.")
  private boolean json;

  @Option(
      names = "--against",
      description = "Measure in turn with another trainer: pytorch (needs --peer-scripts).")
  private Optional<String> against;

  @Option(
      names = "--peer-scripts",
      paramLabel = "DIR",
      description = "Folder with pytorch_eager.py and pytorch_ddp.sh.")
  private Optional<Path> peerScripts;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description =
          "With --against, several --lanes, or startup: how often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warm-seconds",
      description = "Untimed steps before the first window (default: 8, of a cluster 120).")
  private Optional<Double> warmSeconds;

  @Option(
      names = "--window-seconds",
      defaultValue = "1.5",
      description = "Length of a timed window (default: ${DEFAULT-VALUE}).")
  private double windowSeconds;

  @Option(
      names = "--windows",
      defaultValue = "3",
      description = "Timed windows; the median counts (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Option(
      names = "--shape",
      paramLabel = "MxKxN",
      description = "With matmul: this shape instead of those of the workloads; repeatable.")
  private List<String> shapes = List.of();

  @Option(
      names = "--length",
      paramLabel = "N",
      defaultValue = "4096",
      description =
          "With curves: how many numbers each call goes over (default: ${DEFAULT-VALUE}).")
  private int length;

  @Mixin private ChaosOptions chaosOptions = new ChaosOptions();

  @Spec private CommandSpec spec;

  private final PrintStream data;
  private final PrintStream talk;

  /// @param data gets a line for each measurement, as it comes
  /// @param talk gets what children have to say
  public BenchCommand(PrintStream data, PrintStream talk) {
    this.data = data;
    this.talk = talk;
  }

  @Override
  public Integer call() {
    checkOptions();
    if (subject.equals(OptionRules.STARTUP)) {
      startup();
      return ExitCode.DONE.number();
    }
    if (subject.equals(OptionRules.CURVES)) {
      curves();
      return ExitCode.DONE.number();
    }
    if (subject.equals(OptionRules.CHAOS)) {
      chaos();
      return ExitCode.DONE.number();
    }
    if (subject.equals(OptionRules.SOAK)) {
      soak();
      return ExitCode.DONE.number();
    }
    List<Workload> workloads = workloads();
    Optional<PeerScripts> peer = against.map(this::peer);
    for (Workload workload : workloads) {
      lanes.forEach(number -> peer.ifPresent(it -> it.require(workload, number, processes)));
      requireSameImages(workload);
    }
    workloads.forEach(workload -> measure(workload, peer));
    if (subject.equals(OptionRules.MATMUL) || subject.equals("all") && peer.isEmpty()) {
      products();
    }
    return ExitCode.DONE.number();
  }

  private void measure(Workload workload, Optional<PeerScripts> peer) {
    Stopwatch stopwatch =
        new Stopwatch(warmUp(), windowSeconds, windows, windowSeconds / STRETCHES_PER_WINDOW);
    List<StepSource> sources = new ArrayList<>();
    try (WorkloadFolder folder = WorkloadFolder.of(workload, pictures())) {
      Subject measured = new Subject(workload, folder, folder.prepare());
      List<Contest.Contestant> contestants = new ArrayList<>();
      for (int number : lanes) {
        LocalCluster.Size size = new LocalCluster.Size(processes, LaneCount.told(number));
        StepSource ours = StepSource.of(measured, size, stopwatch, talk::println);
        sources.add(ours);
        contestants.add(ours::measure);
        peer.ifPresent(it ->
            contestants.add(out -> {
              StepMeasurement theirs = it.measure(workload, number, processes);
              out.accept(theirs);
              return theirs;
            }));
      }
      new Contest(contestants, contestants.size() == 1 ? 1 : rounds).run(this::print);
    } finally {
      sources.forEach(StepSource::close);
    }
  }

  /// The other trainer reads an image set; ours on generated pictures would be another net in the
  /// end.
  private Optional<Path> pictures() {
    return images.or(
        () -> against.flatMap(_ -> Optional.ofNullable(System.getenv("PEERS_DATA"))).map(Path::of));
  }

  private void requireSameImages(Workload workload) {
    if (against.isPresent()
        && workload.content() == Workload.Content.PIXELS
        && pictures().isEmpty()) {
      throw usage(
          workload.name() + " against another trainer needs the images that trainer reads",
          "--images DIR, or PEERS_DATA=DIR for both");
    }
  }

  private void startup() {
    if (startedWorkload.isPresent()) {
      Workload workload = workload(startedWorkload.get());
      try (WorkloadFolder folder = WorkloadFolder.of(workload, images)) {
        print(StartupBench.of(workload, folder).measure(processes, rounds));
      }
    } else {
      try (TemporaryFolder folder = TemporaryFolder.create()) {
        print(StartupBench.ofTheExample(folder.path()).measure(processes, rounds));
      }
    }
  }

  private void products() {
    List<Shape> wanted = shapes.isEmpty() ? Shape.OF_THE_WORKLOADS : parsedShapes();
    Stopwatch stopwatch =
        new Stopwatch(PRODUCT_WARM_SECONDS, PRODUCT_WINDOW_SECONDS, 1, PRODUCT_STRETCH_SECONDS);
    new MatmulBench(Kernels.best(), stopwatch).run(wanted, this::print);
  }

  private void curves() {
    Stopwatch stopwatch =
        new Stopwatch(CURVE_WARM_SECONDS, CURVE_WINDOW_SECONDS, 1, CURVE_STRETCH_SECONDS);
    new CurvesBench(Kernels.best(), stopwatch).run(length, this::print);
  }

  private void chaos() {
    ChaosSettings settings;
    try {
      settings = chaosOptions.chaos();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage(), "lockstep bench chaos --minutes 5 --faults-every 10");
    }
    new ChaosBench(settings, talk::println)
        .run(report -> data.print(json ? report.json() + "\n" : report.text()));
  }

  private void soak() {
    SoakSettings settings;
    try {
      settings = chaosOptions.soak();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage(), "lockstep bench soak --minutes 60 --runs-every 40");
    }
    new SoakBench(settings, talk::println)
        .run(report -> data.print(json ? report.json() + "\n" : report.text()));
  }

  private void print(Measurement measurement) {
    data.println(json ? measurement.json() : measurement.line());
  }

  private List<Workload> workloads() {
    return switch (subject) {
      case OptionRules.MATMUL -> List.of();
      case "all" -> Workload.all().toList();
      default -> List.of(workload(subject));
    };
  }

  private static Workload workload(String name) {
    return Workload.all()
        .filter(workload -> workload.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> usage("unknown workload \"" + name + "\"", "W1, W2 or W3"));
  }

  private List<Shape> parsedShapes() {
    try {
      return shapes.stream().map(Shape::parse).toList();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage(), "lockstep bench matmul --shape 128x784x256");
    }
  }

  private PeerScripts peer(String trainer) {
    if (!trainer.equals("pytorch")) {
      throw usage("unknown trainer \"" + trainer + "\"", "--against pytorch");
    }
    return new PeerScripts(
        peerScripts.orElseThrow(
            () -> usage("--against needs the folder of its scripts", "--peer-scripts DIR")));
  }

  /// The JVMs of a cluster share the cores with their compilers for a while.
  private double warmUp() {
    return warmSeconds.orElse(processes > 1 ? WARM_SECONDS_OF_A_CLUSTER : WARM_SECONDS);
  }

  private void checkOptions() {
    Set<String> given = new HashSet<>();
    spec.commandLine()
        .getParseResult()
        .matchedOptions()
        .forEach(option -> given.add(option.longestName()));
    String trained =
        subject.equals(OptionRules.STARTUP)
            ? startedWorkload.orElse(StartupBench.EXAMPLE)
            : subject;
    OptionRules.refusal(subject, trained, given, lanes.size())
        .ifPresent(refusal -> {
          throw usage(refusal, "leave it out; lockstep bench --help tells what each takes");
        });
    boolean tooFew = lanes.stream().anyMatch(number -> number < 1);
    if (tooFew || lanes.isEmpty() || processes < 1 || rounds < 1 || windows < 1) {
      throw usage("lanes, processes, rounds and windows must be at least 1", "--lanes 1");
    }
    lanes.forEach(LaneCount::require);
    if (new HashSet<>(lanes).size() < lanes.size()) {
      throw usage("--lanes names a number twice", "--lanes 1,2");
    }
    if (length < 1 || length > LENGTH_MAX) {
      throw usage(
          "--length is %d, but must be from 1 to %d".formatted(length, LENGTH_MAX),
          "--length 4096");
    }
    if (!(warmUp() >= 0) || !(windowSeconds > 0)) {
      throw usage("a window must be longer than 0 seconds", "--window-seconds 1.5");
    }
  }

  private static RuntimeException usage(String error, String advice) {
    return Failure.of(ExitCode.USAGE, error).at("bench").advising(advice).exception();
  }
}
