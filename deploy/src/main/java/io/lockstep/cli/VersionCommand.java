package io.lockstep.cli;

import io.lockstep.config.BuildVersion;
import io.lockstep.kernel.Kernels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Show the versions of Lockstep and of the JDK, and the kernels in use.")
final class VersionCommand implements Callable<Integer> {

  private final Output output;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  VersionCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("lockstep", BuildVersion.text());
    versions.put("jdk", Runtime.version().toString());
    versions.put("kernels", Kernels.best().description());
    if (json) {
      output.json(versions);
    } else {
      versions.forEach((name, value) -> output.data().println(name + " " + value));
    }
    return 0;
  }
}
