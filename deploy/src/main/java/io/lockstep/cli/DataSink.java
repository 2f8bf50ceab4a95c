package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.StorageFault;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Standard output that ends the command at the first write that fails: a [java.io.PrintStream]
/// would keep that for itself.
final class DataSink extends OutputStream {

  private static final Path OWN = Path.of("/proc/self/fd/1");

  private final OutputStream out;
  private final Path place;
  private long bytesArrived;

  /// @param place where the bytes go, as far as it is known
  DataSink(OutputStream out, Path place) {
    this.out = out;
    this.place = place;
  }

  static DataSink ofProcess() {
    return new DataSink(new FileOutputStream(FileDescriptor.out), OWN);
  }

  /// Ends a command whose reader wants no more, as `head` does: no error of anybody.
  static final class ReaderGone extends RuntimeException {
    ReaderGone(IOException broken) {
      super("who read standard output has ended", broken);
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /// @throws ReaderGone when the pipe is broken
  /// @throws io.lockstep.failure.LockstepException with exit code 5 when it fails otherwise
  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
      bytesArrived += length;
    } catch (IOException refused) {
      throw ended(refused);
    }
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException refused) {
      throw ended(refused);
    }
  }

  private RuntimeException ended(IOException refused) {
    StorageFault fault = StorageFault.of(refused, realPlace());
    return switch (fault.kind()) {
      case BROKEN_PIPE -> new ReaderGone(refused);
      case CLOSED -> failure("standard output is closed", "send it to a file: > FILE", refused);
      default ->
          failure(
              "standard output cannot be written: " + fault.reason(),
              fault.advice() + ", then the same command again",
              refused);
    };
  }

  private RuntimeException failure(String error, String advice, IOException refused) {
    return Failure.of(ExitCode.STORAGE, error)
        .at("standard output, after %d bytes".formatted(bytesArrived))
        .keeping("what is in files; of the output the first %d bytes".formatted(bytesArrived))
        .advising(advice)
        .exception(refused);
  }

  /// The file behind it, so that its disk can be named.
  private Path realPlace() {
    try {
      Path target = Files.readSymbolicLink(place);
      return Files.exists(target) ? target : place;
    } catch (IOException | UnsupportedOperationException unknown) {
      return place;
    }
  }
}
