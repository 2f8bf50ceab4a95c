package io.lockstep.wire;

/// Protobuf tags of the fields that are written and read by hand: field number and wire type.
final class Tags {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;

  static final int RUN = 1 << 3 | FIXED64;
  static final int TERM = 2 << 3 | VARINT;
  static final int TENSOR = 4 << 3 | LENGTH;

  static final int STEP = 1 << 3 | VARINT;
  static final int BLOCK_LEVEL = 2 << 3 | VARINT;
  static final int BLOCK_INDEX = 3 << 3 | VARINT;
  static final int CHUNK = 4 << 3 | VARINT;
  static final int OFFSET = 5 << 3 | VARINT;
  static final int PAYLOAD = 14 << 3 | LENGTH;
  static final int CRC32C = 15 << 3 | FIXED32;

  private Tags() {}
}
