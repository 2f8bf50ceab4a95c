package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.LossSpec;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Loads what has to be refused and gives back the block that a user sees.
///
/// @param folder where the data lie, shown as `DIR` in a block
record Refusals(Path folder) {

  /// Writes `t.csv`.
  void write(String content) throws IOException {
    Files.writeString(folder.resolve("t.csv"), content);
  }

  /// What `t.csv` of this content is told, with code 4, when classes of a label are wanted.
  String of(String content, String label) throws IOException {
    write(content);
    return of(Sections.csv("t.csv", label), LossSpec.CROSS_ENTROPY);
  }

  String of(Sections section, LossSpec loss) {
    return unusable(exception(section, loss));
  }

  private String unusable(LockstepException refused) {
    assertThat(refused.failure().code()).isEqualTo(ExitCode.DATA);
    return shown(refused);
  }

  LockstepException exception(Sections section, LossSpec loss) {
    return catchThrowableOfType(
        LockstepException.class, () -> Loading.load(section.section(), folder, 42, loss));
  }

  String shown(LockstepException refused) {
    return refused.failure().block().replace(folder.toString(), "DIR");
  }

  /// The block that something else is answered with, with code 4.
  static String block(Path folder, ThrowingCallable action) {
    return new Refusals(folder).unusable(catchThrowableOfType(LockstepException.class, action));
  }
}
