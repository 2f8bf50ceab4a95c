package io.lockstep.config;

import java.util.Objects;

/// Where a set of examples comes from. Paths are absolute or relative to `data.dir`, which is
/// relative to the configuration file.
public sealed interface Source {

  /// @param csv path of the file, with a header line
  /// @param label column to predict
  record Csv(String csv, String label) implements Source {
    public Csv {
      Objects.requireNonNull(csv, "csv");
      Objects.requireNonNull(label, "label");
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
