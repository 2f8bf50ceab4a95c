package io.lockstep.bench;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.kernel.Kernels;
import io.lockstep.launch.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lockstep bench`: what to measure and how. One line per measurement on stdout; with `--json` one
/// object per line.
@Command(
    name = "bench",
    description = "Measure training steps and matrix products on this machine.")
public final class BenchCommand implements Callable<Integer> {

  private static final String MATMUL = "matmul";
  private static final double PRODUCT_WARM_SECONDS = 0.3;
  private static final double PRODUCT_WINDOW_SECONDS = 0.4;
  private static final double PRODUCT_STRETCH_SECONDS = 0.001;

  /// As the scripts of other trainers do it.
  private static final int STRETCHES_PER_WINDOW = 16;

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "all",
      description = "W1, W2, W3, matmul or all (default: ${DEFAULT-VALUE}).")
  private String subject;

  @Option(names = "--lanes", defaultValue = "1", description = "Compute threads of a process.")
  private int lanes;

  @Option(
      names = "--processes",
      defaultValue = "1",
      description = "Above 1: a real cluster of so many workers on this machine.")
  private int processes;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Image set for W1 and W2 (IDX files); generated data without it.")
  private Optional<Path> images;

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
      description = "With --against: how often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warm-seconds",
      defaultValue = "2",
      description = "Untimed steps before the first window (default: ${DEFAULT-VALUE}).")
  private double warmSeconds;

  @Option(
      names = "--window-seconds",
      defaultValue = "1.5",
      description = "Length of a timed window (default: ${DEFAULT-VALUE}).")
  private double windowSeconds;

  @Option(
      names = "--windows",
      defaultValue = "5",
      description = "Timed windows; the median counts (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Option(
      names = "--shape",
      paramLabel = "MxKxN",
      description = "With matmul: this shape instead of those of the workloads; repeatable.")
  private List<String> shapes = new ArrayList<>();

  @Override
  public Integer call() {
    checkCounts();
    List<Workload> workloads = workloads();
    Stopwatch stopwatch =
        new Stopwatch(warmSeconds, windowSeconds, windows, windowSeconds / STRETCHES_PER_WINDOW);
    for (Workload workload : workloads) {
      measure(workload, stopwatch);
    }
    if (subject.equals(MATMUL) || subject.equals("all") && against.isEmpty()) {
      products();
    }
    return ExitCode.DONE.number();
  }

  private void measure(Workload workload, Stopwatch stopwatch) {
    LocalCluster.Size size = new LocalCluster.Size(processes, lanes);
    try (WorkloadFolder folder = WorkloadFolder.of(workload, images);
        StepSource ours = StepSource.of(workload, folder, size, stopwatch, System.err::println)) {
      if (against.isEmpty()) {
        print(ours.measure());
      } else {
        new SideBySide(peer(), rounds).run(workload, ours::measure, this::print);
      }
      ours.breakdown().ifPresent(this::print);
    }
  }

  private void products() {
    List<Shape> wanted = shapes.isEmpty() ? Shape.OF_THE_WORKLOADS : parsedShapes();
    Stopwatch stopwatch =
        new Stopwatch(PRODUCT_WARM_SECONDS, PRODUCT_WINDOW_SECONDS, 1, PRODUCT_STRETCH_SECONDS);
    new MatmulBench(Kernels.best(), stopwatch).run(wanted, this::print);
  }

  private void print(Measurement measurement) {
    System.out.println(json ? measurement.json() : measurement.line());
    System.out.flush();
  }

  private List<Workload> workloads() {
    if (subject.equals(MATMUL)) {
      return List.of();
    }
    List<Workload> named =
        Workload.all()
            .filter(workload ->
                subject.equals("all") || workload.name().equals(subject.toUpperCase(Locale.ROOT)))
            .toList();
    if (named.isEmpty()) {
      throw usage("unknown workload \"" + subject + "\"", "lockstep bench W1");
    }
    return named;
  }

  private List<Shape> parsedShapes() {
    try {
      return shapes.stream().map(Shape::parse).toList();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage(), "lockstep bench matmul --shape 128x784x256");
    }
  }

  private PeerScripts peer() {
    if (!against.orElseThrow().equals("pytorch")) {
      throw usage("unknown trainer \"" + against.get() + "\"", "--against pytorch");
    }
    return new PeerScripts(
        peerScripts.orElseThrow(
            () -> usage("--against needs the folder of its scripts", "--peer-scripts DIR")));
  }

  private void checkCounts() {
    if (lanes < 1 || processes < 1 || rounds < 1 || windows < 1) {
      throw usage("lanes, processes, rounds and windows must be at least 1", "--lanes 1");
    }
    if (!(warmSeconds >= 0) || !(windowSeconds > 0)) {
      throw usage("a window must be longer than 0 seconds", "--window-seconds 1.5");
    }
  }

  private static RuntimeException usage(String error, String advice) {
    return Failure.of(ExitCode.USAGE, error).at("bench").advising(advice).exception();
  }
}
