package io.lockstep.cli;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.lockstep.config.BuildVersion;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.kernel.Kernels;
import io.lockstep.launch.HostLook;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What this machine offers to training, and what about it will hurt.
///
/// @param facts by name, in the order they are shown
/// @param findings what to change; none is good news
record Machine(Map<String, Object> facts, List<Finding> findings) {

  private static final long HEAP_BYTES_MIN = 512L << 20;
  private static final long DISK_BYTES_MIN = 1L << 30;
  private static final long OPEN_FILES_MIN = 1_024;
  private static final int CONNECT_MILLIS = 2_000;

  /// @param blocking true when nothing can be trained until it is mended
  record Finding(boolean blocking, String what, String advice) {}

  /// Looks at this process and this machine; takes a few milliseconds.
  ///
  /// @param folder where runs would be written
  static Machine look(Path folder) {
    Map<String, Object> facts = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>();
    facts.put("lockstep", BuildVersion.text());
    facts.put("jdk", Runtime.version() + ", " + System.getProperty("java.vendor"));
    facts.put(
        "system",
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    kernels(facts, findings);
    memory(facts, findings);
    disk(folder, facts, findings);
    loopback(facts, findings);
    facts.put("host_name", hostName());
    facts.put("addresses", String.join(" ", HostLook.own()));
    facts.put("clock_utc", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return new Machine(facts, List.copyOf(findings));
  }

  /// The same, and what comes of dialling others from here.
  Machine reaching(List<Reach> reaches) {
    Map<String, Object> more = new LinkedHashMap<>(facts);
    List<Finding> all = new ArrayList<>(findings);
    for (Reach reach : reaches) {
      more.put("to " + reach.to(), reach.words());
      if (reach.outcome() != Reach.Outcome.REACHED) {
        all.add(
            new Finding(
                false,
                "%s cannot be reached from here: %s".formatted(reach.to(), reach.outcome().words()),
                reach.outcome().advice()));
      }
    }
    return new Machine(more, List.copyOf(all));
  }

  /// With what it means here, which others need not see.
  private static String hostName() {
    try {
      InetAddress self = InetAddress.getLocalHost();
      return "%s (%s here)".formatted(self.getHostName(), self.getHostAddress());
    } catch (IOException unknown) {
      return "not known to this machine itself";
    }
  }

  private static void kernels(Map<String, Object> facts, List<Finding> findings) {
    int cores = Runtime.getRuntime().availableProcessors();
    facts.put("cores", cores);
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      findings.add(
          new Finding(
              false,
              "the Vector API is not loaded: training runs several times slower",
              "start Lockstep with deploy/bin/lockstep"));
    }
    try {
      facts.put("kernels", Kernels.best().description());
      facts.put("fma", "in hardware");
    } catch (LockstepException refused) {
      facts.put("fma", "missing");
      findings.add(new Finding(true, refused.failure().error(), refused.failure().advice()));
    }
  }

  private static void memory(Map<String, Object> facts, List<Finding> findings) {
    long heap = Runtime.getRuntime().maxMemory();
    facts.put("heap_mib", heap >> 20);
    if (heap < HEAP_BYTES_MIN) {
      findings.add(
          new Finding(
              false,
              "the Java heap may only grow to %d MiB".formatted(heap >> 20),
              "LOCKSTEP_JVM_OPTS=-Xmx2g lockstep ..."));
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      facts.put("memory_mib", system.getTotalMemorySize() >> 20);
      facts.put("memory_free_mib", system.getFreeMemorySize() >> 20);
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      facts.put("open_files_max", unix.getMaxFileDescriptorCount());
      if (unix.getMaxFileDescriptorCount() < OPEN_FILES_MIN) {
        findings.add(
            new Finding(
                false,
                "a process may open only %d files".formatted(unix.getMaxFileDescriptorCount()),
                "ulimit -n 4096"));
      }
    }
  }

  private static void disk(Path folder, Map<String, Object> facts, List<Finding> findings) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      facts.put("disk_free_mib", free >> 20);
      if (free < DISK_BYTES_MIN) {
        findings.add(
            new Finding(
                false,
                "only %d MiB are free in %s".formatted(free >> 20, folder.toAbsolutePath()),
                "write runs elsewhere: lockstep train CONFIG --runs FOLDER"));
      }
    } catch (IOException e) {
      facts.put("disk_free_mib", "unknown: " + StorageFault.of(e, folder).reason());
    }
    facts.put("folder_writable", Files.isWritable(folder));
    if (!Files.isWritable(folder)) {
      findings.add(
          new Finding(
              true,
              "nothing can be written to " + folder.toAbsolutePath(),
              "write runs elsewhere: lockstep train CONFIG --runs FOLDER"));
    }
  }

  private static void loopback(Map<String, Object> facts, List<Finding> findings) {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket()) {
      server.setSoTimeout(CONNECT_MILLIS);
      socket.connect(
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), CONNECT_MILLIS);
      server.accept().close();
      facts.put("loopback", "works");
    } catch (IOException e) {
      facts.put("loopback", "fails: " + e.getMessage());
      findings.add(
          new Finding(
              false,
              "processes of this machine cannot reach each other: " + e.getMessage(),
              "check the loopback device: ip address show lo"));
    }
  }
}
