package io.lockstep.failure;

/// Exit codes of the `lockstep` command, by who has to act. The numbers are a public contract.
public enum ExitCode {
  DONE(0),
  INTERNAL(1),
  USAGE(2),
  OUT_OF_MEMORY(3),
  DATA(4),
  STORAGE(5),
  CLUSTER(6),
  DIVERGED(7),
  SECURITY(8),
  INTERRUPTED(75),
  /// Who read standard output has ended, as `head` does; the number of a tool that SIGPIPE ends.
  READER_GONE(141);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /// The process exit status, 0..255.
  public int number() {
    return number;
  }
}
