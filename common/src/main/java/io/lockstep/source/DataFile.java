package io.lockstep.source;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.FaultKind;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One file of examples: opens it, gunzips it when it begins like gzip, and words what goes wrong.
/// It may be a pipe, which has no size and can be read once, and on the command line `-`, which is
/// standard input.
///
/// @param key where the configuration names the file, such as `data.train.csv`; empty for a file of
///   the command line
/// @param statement who can say how it is written
public record DataFile(Path path, String key, Statement statement) {

  /// Where something can be stated of a file.
  public enum Statement {
    /// With `--set`, as in the configuration.
    BY_SET,
    /// With `--set`, how it is written and which rows stay; what its columns are is a model's to
    /// say, with which a run begins.
    ROWS_BY_SET,
    /// Nowhere: it is as it looks.
    NONE
  }

  private static final int BUFFER_BYTES = 1 << 16;

  /// Bytes that are looked at before anything is read.
  static final int HEAD_BYTES = 1 << 18;

  /// A file that a configuration names, or, with an empty key, one that is looked at as it is.
  public DataFile(Path path, String key) {
    this(path, key, key.isEmpty() ? Statement.NONE : Statement.BY_SET);
  }

  /// One that a configuration names for a run that begins with a model.
  public static DataFile forModel(Path path, String key) {
    return new DataFile(path, key, Statement.ROWS_BY_SET);
  }

  /// One that a model is given on the command line.
  public static DataFile ofModel(Path path) {
    return new DataFile(path, "", Statement.BY_SET);
  }

  /// The content, unpacked; it can go back to any of its first [#HEAD_BYTES]. Not empty: a file
  /// without a byte is refused here.
  public InputStream open() {
    try {
      InputStream file = Reading.awaiting(shown(), this::begun);
      InputStream raw = new BufferedInputStream(Reading.watched(file, shown()), BUFFER_BYTES);
      boolean gzip = gzipped(raw);
      InputStream content = gzip ? new BufferedInputStream(new GzipStream(raw), BUFFER_BYTES) : raw;
      if (peek(content, 1).length == 0) {
        throw failure(
                gzip ? "the file unpacks to nothing" : "the data file is empty (0 bytes)", shown())
            .advising(isPipe() ? "check the command that writes to the pipe" : "get the file again")
            .exception();
      }
      return content;
    } catch (IOException e) {
      throw unreadable(e, shown());
    }
  }

  private InputStream begun() throws IOException {
    check();
    return isStandardInput() ? System.in : Files.newInputStream(path);
  }

  /// The first bytes of a stream, which are still to be read from it.
  public static byte[] peek(InputStream content, int count) throws IOException {
    content.mark(count);
    byte[] head = content.readNBytes(count);
    content.reset();
    return head;
  }

  private void check() {
    if (isStandardInput()) {
      return;
    }
    if (Files.isDirectory(path)) {
      throw failure("a folder was given where a data file is needed", shown())
          .advising("name the file in the folder")
          .exception();
    }
    boolean isAbsent =
        StorageFault.inTheWayOf(path).filter(it -> it.kind() == FaultKind.ABSENT).isPresent();
    if (isAbsent && path.endsWith("-")) {
      throw failure("training reads a file twice, and so no standard input", named())
          .advising("write it to a file first, and give that: cat > data.csv")
          .exception();
    }
    if (isAbsent && !Files.isSymbolicLink(path)) {
      throw failure("data file not found", named())
          .advising(
              key.isEmpty()
                  ? "check the path"
                  : "check the path: in the file it starts in the folder of the file, with --set where the command runs; --set data.dir=FOLDER changes both")
          .exception();
    }
  }

  private boolean isStandardInput() {
    return key.isEmpty() && path.equals(Path.of("-"));
  }

  /// True for what has no end that is known before it is read, and no beginning to go back to.
  public boolean isPipe() {
    return isStandardInput()
        || Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }

  /// @throws LockstepException when the file can be read once only
  public void requireTwoPasses() {
    if (isPipe()) {
      throw failure("a pipe cannot be read twice, which is needed here", named())
          .advising("write it to a file first, and give that: cat > data.csv")
          .exception();
    }
  }

  private String named() {
    return key.isEmpty() ? shown() : path + " (" + key + ")";
  }

  /// The file as an error names it.
  public String shown() {
    return isStandardInput() ? "standard input" : path.toString();
  }

  /// Size on disk; empty for a pipe.
  public Optional<Long> bytes() {
    if (isPipe()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.size(path));
    } catch (IOException e) {
      throw unreadable(e, shown());
    }
  }

  /// Whether the file is packed; false for a pipe, which tells only when it is read.
  public boolean gzipped() {
    if (isPipe()) {
      return false;
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), 16)) {
      return gzipped(raw);
    } catch (IOException e) {
      throw unreadable(e, shown());
    }
  }

  private static boolean gzipped(InputStream raw) throws IOException {
    byte[] head = peek(raw, 2);
    return head.length == 2 && head[0] == 0x1f && head[1] == (byte) 0x8b;
  }

  public String at(long line) {
    return shown() + ":" + line;
  }

  public Failure failure(String error, String place) {
    return Failure.of(ExitCode.DATA, error).at(place);
  }

  /// Whether `--set` can change what its columns become.
  public boolean isOfOpenColumns() {
    return !key.isEmpty() && statement == Statement.BY_SET;
  }

  /// The advice to state something of the file; empty where that is not possible.
  public Optional<String> stating(String setting, String more) {
    return statement == Statement.NONE ? Optional.empty() : Optional.of("--set " + setting + more);
  }

  /// What the content is instead of what was wanted.
  ///
  /// @param wanted such as `CSV`
  /// @param head its first bytes
  public LockstepException isNot(String wanted, byte[] head) {
    Optional<TextLook> text = TextLook.of(head, Optional.empty()).look();
    return FileKind.of(head)
        .or(() -> text.flatMap(look -> FileKind.of(look.text())))
        .map(kind -> isNot(wanted, kind))
        .orElseGet(() -> text.isPresent() ? textIsNot(wanted) : bytesAreNot(wanted, head));
  }

  LockstepException isNot(String wanted, FileKind kind) {
    return failure("not %s: the file is %s".formatted(wanted, kind.name()), named())
        .advising(kind.remedy(shown(), made -> Files.exists(Path.of(made))))
        .exception();
  }

  private LockstepException textIsNot(String wanted) {
    return failure("not %s: the file is a text".formatted(wanted), named())
        .advising("a table is named by data.train: { csv: FILE, label: COLUMN }")
        .exception();
  }

  private LockstepException bytesAreNot(String wanted, byte[] head) {
    StringBuilder begin = new StringBuilder();
    for (int i = 0; i < Math.min(8, head.length); i++) {
      begin.append(" %02x".formatted(head[i]));
    }
    return failure("not %s: the file is binary, of no known kind".formatted(wanted), named())
        .advising("it begins with the bytes%s; give %s".formatted(begin, wanted))
        .exception();
  }

  /// What a failed read means for the user.
  public LockstepException unreadable(IOException e, String place) {
    return switch (e) {
      case GzipStream.Damaged damaged ->
          failure(damaged.getMessage(), place).advising("get the file again").exception(e);
      default -> {
        StorageFault fault = StorageFault.of(e, isStandardInput() ? Path.of(shown()) : path);
        yield failure("the data file cannot be read: " + fault.reason(), place)
            .advising(fault.advice())
            .exception(e);
      }
    };
  }
}
