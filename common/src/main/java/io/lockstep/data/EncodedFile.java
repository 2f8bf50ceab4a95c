package io.lockstep.data;

import io.lockstep.failure.OneLine;
import java.util.List;

/// A raw file, encoded as a model learnt from others like it, and what did not fit.
///
/// @param unknown cells that training never knew, by column
/// @param others columns of the file that the model does not read, its label aside
/// @param notes what a reader should know of how the file was read, a sentence each
public record EncodedFile(
    Examples examples, List<UnknownCells> unknown, List<String> others, List<String> notes) {

  public EncodedFile {
    unknown = List.copyOf(unknown);
    others = List.copyOf(others);
    notes = notes.stream().map(OneLine::of).toList();
  }

  /// The labels of the model are none of the other columns.
  EncodedFile without(Encoding.Label label) {
    List<String> labels = label.columns().stream().map(Encoding.Label::name).toList();
    List<String> rest = others.stream().filter(name -> !labels.contains(name)).toList();
    return new EncodedFile(examples, unknown, rest, notes);
  }

  static EncodedFile of(Examples examples) {
    return new EncodedFile(examples, List.of(), List.of(), List.of());
  }
}
