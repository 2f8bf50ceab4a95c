package io.lockstep.wire;

import io.lockstep.shard.Part;

/// Between the parts that versions are measured on and their names in the schema.
final class Parts {

  private Parts() {}

  static io.lockstep.proto.v1.Part message(Part part) {
    return switch (part) {
      case VALIDATION -> io.lockstep.proto.v1.Part.VALIDATION;
      case TEST -> io.lockstep.proto.v1.Part.TEST;
    };
  }

  /// @throws IllegalArgumentException if this build knows no such part
  static Part part(io.lockstep.proto.v1.Part message) {
    return switch (message) {
      case VALIDATION -> Part.VALIDATION;
      case TEST -> Part.TEST;
      case PART_UNKNOWN, UNRECOGNIZED ->
          throw new IllegalArgumentException("no part to measure: " + message);
    };
  }
}
