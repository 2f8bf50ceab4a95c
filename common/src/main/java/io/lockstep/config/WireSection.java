package io.lockstep.config;

/// How tensors travel. Changes no bit of the result.
///
/// @param chunk floats of a chunk, 1024..262 000 (just under 1 MiB)
/// @param budgetBytes bytes that may wait for one peer before it is cut; raised, with a line in the
///   log, to four whole parameter vectors and 1 MiB when it is less
public record WireSection(int chunk, long budgetBytes) {

  /// Smallest chunk, in floats: below it headers weigh more than tensors.
  static final int CHUNK_MIN = 1_024;

  /// Largest chunk, in floats: frames stay below 1 MiB.
  static final int CHUNK_MAX = 262_000;

  public WireSection {
    Checks.atLeast(chunk, CHUNK_MIN, "wire.chunk");
    Checks.atMost(chunk, CHUNK_MAX, "wire.chunk");
    Checks.atLeast(budgetBytes, 4L * CHUNK_MAX, "wire.budget-bytes");
  }
}
