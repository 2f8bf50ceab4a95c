package io.lockstep.launch;

import io.lockstep.wire.NodeAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the worker processes of this machine are started with.
///
/// @param processes how many, 1 or more; they are called `w0`, `w1` …
/// @param lanes of each
/// @param configuration the file that the parent was given
/// @param overrides `key=value` as given by `--set`
/// @param cluster name of the cluster
/// @param coordinators where they dial it
public record LocalWorkers(
    int processes,
    LaneCount lanes,
    Path configuration,
    List<String> overrides,
    String cluster,
    List<NodeAddress> coordinators) {

  public LocalWorkers {
    overrides = List.copyOf(overrides);
    coordinators = List.copyOf(coordinators);
    if (processes < 1) {
      throw new IllegalArgumentException("%d processes: 1 or more".formatted(processes));
    }
    if (coordinators.isEmpty()) {
      throw new IllegalArgumentException("workers need the address of a coordinator");
    }
  }

  static String nameOf(int index) {
    return "w" + index;
  }

  /// Arguments of one worker's command line, after the main class.
  List<String> arguments(int index) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("worker", configuration.toString()));
    for (String override : overrides) {
      arguments.add("--set");
      arguments.add(override);
    }
    arguments.addAll(
        List.of(
            "--name",
            nameOf(index),
            lanes.rule() == LaneCount.Rule.TOLD ? "--lanes" : "--cores",
            Integer.toString(lanes.most()),
            "--cluster",
            cluster,
            "--host",
            "127.0.0.1",
            "--coordinators",
            String.join(",", coordinators.stream().map(NodeAddress::toString).toList()),
            "--with-parent"));
    return arguments;
  }
}
