package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.OneLine;
import io.lockstep.failure.StorageFault;
import io.lockstep.wire.RunLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whole lines of a file, from a place on.
///
/// @param next where the lines after these begin, in bytes
record LogPiece(long next, List<String> lines) {

  private static final int BYTES_MAX = 256 << 10;

  /// @param from in bytes; behind the end there is nothing
  /// @throws io.lockstep.failure.LockstepException with exit code 5 if it cannot be read
  static LogPiece of(Path file, long from) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
      channel.position(Math.min(from, channel.size()));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return whole(bytes, from);
    } catch (IOException fault) {
      throw StorageFault.of(fault, file)
          .failure(ExitCode.STORAGE, "the log cannot be read")
          .exception(fault);
    }
  }

  private static LogPiece whole(ByteBuffer bytes, long from) {
    List<String> lines = new ArrayList<>();
    int begin = 0;
    for (int at = 0; at < bytes.position() && lines.size() < RunLines.LINES_MAX; at++) {
      boolean isFull = at - begin == 4 * RunLines.LINE_CHARS_MAX;
      if (bytes.get(at) == '\n' || isFull) {
        String line = new String(bytes.array(), begin, at - begin, StandardCharsets.UTF_8);
        lines.add(OneLine.upTo(RunLines.LINE_CHARS_MAX, line));
        begin = isFull ? at : at + 1;
      }
    }
    return new LogPiece(from + begin, lines);
  }
}
