package io.lockstep.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// Something that reads foreign bytes.
///
/// @param name of its corpus
/// @param examples valid ones
/// @param inputs so many damaged ones in each run of the tests
/// @param reader what is tested
/// @param codes with which it may refuse
record Target(String name, List<byte[]> examples, int inputs, Reader reader, Set<ExitCode> codes) {

  /// Reads bytes, and refuses what it does not like.
  @FunctionalInterface
  interface Reader {
    void read(byte[] bytes) throws IOException;
  }

  static Target of(
      String name, List<byte[]> examples, int inputs, Reader reader, ExitCode... codes) {
    return new Target(name, examples, inputs, reader, Set.of(codes));
  }

  static List<byte[]> texts(String... texts) {
    return List.of(texts).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /// @throws AssertionError unless the bytes are read, or refused as they should be
  void check(byte[] bytes) {
    try {
      reader.read(bytes);
    } catch (LockstepException told) {
      assertThat(codes).as(shown(bytes)).contains(told.failure().code());
      assertThat(told.failure().error()).as(shown(bytes)).isNotBlank();
      assertThat(told.failure().cause()).as(shown(bytes)).isNotBlank();
    } catch (FormatException misfit) {
      assertThat(misfit.getMessage()).as(shown(bytes)).isNotBlank();
    } catch (IOException | RuntimeException | Error harm) {
      throw new AssertionError(shown(bytes), harm);
    }
  }

  /// As a line of a corpus has it, and as text.
  String shown(byte[] bytes) {
    return "%s: %s = %s"
        .formatted(
            name,
            Base64.getEncoder().encodeToString(bytes),
            new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return name;
  }
}
