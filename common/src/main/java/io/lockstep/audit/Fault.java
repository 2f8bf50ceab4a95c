package io.lockstep.audit;

/// Something that is not as it should be.
///
/// @param part what is at fault
/// @param step to which it belongs
/// @param what in one line
/// @param place file or folder
public record Fault(Part part, long step, String what, String place) {

  /// What can be at fault, from the books to the arithmetic.
  public enum Part {
    LEDGER("ledger"),
    REPORT("run.json"),
    CHECKPOINT("checkpoint"),
    MODEL("model"),
    /// All that is written agrees, and the step made again gives another version.
    STEP("step");

    private final String word;

    Part(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// For a person.
  public String text() {
    return part == Part.STEP
        ? "step %d: %s".formatted(step, what)
        : "%s, step %d: %s".formatted(part.word, step, what);
  }
}
