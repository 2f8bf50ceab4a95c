package io.lockstep.config;

import java.util.List;
import java.util.Objects;

/// Where a set of examples comes from. Paths are absolute or relative to `data.dir`, which is
/// relative to the configuration file.
public sealed interface Source {

  /// @param csv path of the file, with a header line
  /// @param labels columns to predict, at least one
  record Csv(String csv, List<String> labels) implements Source {
    public Csv {
      Objects.requireNonNull(csv, "csv");
      labels = List.copyOf(labels);
      Checks.atLeast(labels.size(), 1, "number of labels");
    }

    public Csv(String csv, String label) {
      this(csv, List.of(label));
    }

    /// The column to predict; of several all, for a reader.
    public String label() {
      return String.join(", ", labels);
    }
  }

  /// @param images path of an IDX file of unsigned bytes, gzipped or not
  /// @param labels path of the IDX file of class numbers
  record Idx(String images, String labels) implements Source {
    public Idx {
      Objects.requireNonNull(images, "images");
      Objects.requireNonNull(labels, "labels");
    }
  }
}
