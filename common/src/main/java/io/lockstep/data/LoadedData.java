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
/// @param contents which bytes were read
/// @param columns the table of columns, in the order of the file; empty for images
/// @param rejected rows of the training file that do not fit and were passed over
/// @param notes what a reader should know of the data, a sentence each
public record LoadedData(
    Examples train,
    Optional<Examples> validation,
    Optional<Examples> test,
    Encoding encoding,
    Contents contents,
    List<ColumnRow> columns,
    List<RejectedRows> rejected,
    List<String> notes) {

  public LoadedData {
    columns = List.copyOf(columns);
    rejected = List.copyOf(rejected);
    notes = notes.stream().map(OneLine::of).toList();
  }

  /// The identity of the data, in hex: what a handshake and a checkpoint compare.
  public String fingerprint() {
    return contents.fingerprint();
  }
}
