package io.lockstep.data;

import io.lockstep.failure.OneLine;
import java.util.List;
import java.util.Optional;

/// What a run trains on, encoded, and what is needed to encode more of the same.
///
/// @param train examples to learn from, at least one
/// @param validation kept aside for choosing, when the configuration asks for it
/// @param test kept aside for the last word, from a file of its own or from the split
/// @param encoding how raw files become examples; belongs to the model
/// @param fingerprint SHA-256 in hex of the bytes that were read (after gunzip), without paths: two
///   hosts that read the same content get the same one
/// @param notes what a reader should know of the data, a sentence each
public record LoadedData(
    Examples train,
    Optional<Examples> validation,
    Optional<Examples> test,
    Encoding encoding,
    String fingerprint,
    List<String> notes) {

  public LoadedData {
    notes = notes.stream().map(OneLine::of).toList();
  }
}
