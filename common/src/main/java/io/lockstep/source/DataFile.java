package io.lockstep.source;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.FaultKind;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// One file of examples: opens it, gunzips it when it begins like gzip, and words what goes wrong.
///
/// @param key where the configuration names the file, such as `data.train.csv`; empty for a file of
///   the command line
public record DataFile(Path path, String key) {

  private static final int BUFFER_BYTES = 1 << 16;

  /// The content, unpacked. Not empty: a file without a byte is refused here.
  public InputStream open() {
    check();
    try {
      InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
      return gzipped(raw) ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
    } catch (IOException e) {
      throw unreadable(e, path.toString());
    }
  }

  private void check() {
    if (Files.isDirectory(path)) {
      throw failure("a folder was given where a data file is needed", path.toString())
          .advising("name the file in the folder")
          .exception();
    }
    if (bytes() == 0) {
      throw failure("the data file is empty (0 bytes)", path.toString())
          .advising("get the file again")
          .exception();
    }
  }

  private String named() {
    return key.isEmpty() ? path.toString() : path + " (" + key + ")";
  }

  /// Size on disk.
  public long bytes() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unreadable(e, path.toString());
    }
  }

  public boolean gzipped() {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), 16)) {
      return gzipped(raw);
    } catch (IOException e) {
      throw unreadable(e, path.toString());
    }
  }

  private static boolean gzipped(InputStream raw) throws IOException {
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return gzip;
  }

  public String at(long line) {
    return path + ":" + line;
  }

  public Failure failure(String error, String place) {
    return Failure.of(ExitCode.DATA, error).at(place);
  }

  /// What a failed read means for the user.
  public LockstepException unreadable(IOException e, String place) {
    return switch (e) {
      case EOFException _ ->
          failure("the gzip data end early: the file is cut off", place)
              .advising("get the file again")
              .exception(e);
      case ZipException _ ->
          failure("the gzip data are damaged", place).advising("get the file again").exception(e);
      case CharacterCodingException _ ->
          failure("the file is not UTF-8 text", place)
              .advising("iconv -f LATIN1 -t UTF-8 FILE > FILE.utf8")
              .exception(e);
      default -> refused(StorageFault.of(e, path), place).exception(e);
    };
  }

  private Failure refused(StorageFault fault, String place) {
    if (fault.kind() == FaultKind.ABSENT && !Files.isSymbolicLink(path)) {
      return failure("data file not found", named())
          .advising(
              key.isEmpty()
                  ? "check the path"
                  : "check the path; where the data lie is told by --set data.dir=FOLDER");
    }
    return failure("the data file cannot be read: " + fault.reason(), place)
        .advising(fault.advice());
  }
}
