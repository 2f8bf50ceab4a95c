package io.lockstep.launch;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A process for tests. `child` says what JVMs say when they start, says hello, and lives until its
/// parent is gone, `parent` starts a child and tells its process id, `deaf` ignores a polite end.
final class FamilyMain {

  private static final long LIFE_SECONDS_MAX = 60;

  private FamilyMain() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "child" -> {
        ParentWatch.over(System.in, () -> Runtime.getRuntime().halt(6));
        System.err.println("1 compiler directives added");
        System.err.println("hello");
      }
      case "deaf" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(FamilyMain::live));
        System.err.println("hello");
      }
      case "parent" -> startChild();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    live();
  }

  static List<String> commandLine(String role) {
    return List.of(
        System.getProperty("java.home") + "/bin/java",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        FamilyMain.class.getName(),
        role);
  }

  private static void startChild() throws IOException {
    ChildProcess.start(
        "w0",
        commandLine("child"),
        new ChildListener() {
          @Override
          public void said(String worker, String line) {
            System.err.println(line);
          }

          @Override
          public void started(String worker, long pid) {
            System.err.println("pid=" + pid);
          }

          @Override
          public void died(String worker, long pid, int exitStatus) {}
        });
  }

  private static void live() {
    try {
      new CountDownLatch(1).await(LIFE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
