package io.lockstep.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;

/// Reads one frame: tensor frames by hand into pooled arrays, all others through generated code.
/// Accepts fields in any order and skips unknown ones, as protobuf asks. Used for one message.
final class FrameReader<F extends Frame> {

  /// Longest frame that carries no tensor.
  static final int SMALL_FRAME_BYTES_MAX = 256 * 1024;

  /// Most of it that can be text or bytes, so that its numbers find room, too.
  static final int CONTENT_BYTES_MAX = SMALL_FRAME_BYTES_MAX - 64;

  private static final int PAYLOAD_BYTES_MAX = WireLimits.CHUNK_FLOATS_MAX * Float.BYTES;

  private final Translator<F> translator;
  private final ChunkPool pool;
  private final WireInput in;
  private final Checksum checksum = new Checksum();

  private long run;
  private long term;
  private int smallField;
  private byte[] small;
  private boolean tensor;

  private long step;
  private int level;
  private int index;
  private int chunk;
  private int offset;
  private Payload payload;
  private int crc;

  FrameReader(Translator<F> translator, ChunkPool pool, InputStream in, int length) {
    this.translator = translator;
    this.pool = pool;
    this.in = new WireInput(in, length);
  }

  /// @throws MalformedFrameException if the bytes are no frame; whatever was taken from the pool is
  ///   back then
  F read() throws IOException {
    boolean done = false;
    try {
      readFields();
      F frame = frame();
      done = true;
      return frame;
    } catch (InvalidProtocolBufferException invalid) {
      throw new MalformedFrameException(invalid.getMessage());
    } catch (RuntimeException invalid) { // Whatever it is: gRPC would hide it and hang the stream.
      throw new MalformedFrameException(
          invalid instanceof IllegalArgumentException && invalid.getMessage() != null
              ? invalid.getMessage()
              : invalid.toString());
    } finally {
      if (!done && payload != null) {
        payload.release();
      }
    }
  }

  private void readFields() throws IOException {
    while (in.left() > 0) {
      int tag = in.tag();
      if (tag == Tags.RUN) {
        run = in.fixed64();
      } else if (tag == Tags.TERM) {
        term = in.nonNegative("term");
      } else if (tag == Tags.TENSOR) {
        onlyOne();
        tensor = true;
        readTensor();
      } else if ((tag & 7) == Tags.LENGTH && translator.knows(tag >>> 3)) {
        onlyOne();
        smallField = tag >>> 3;
        small = in.bytes(in.length(SMALL_FRAME_BYTES_MAX, "control frame"));
      } else {
        in.skip(tag);
      }
    }
  }

  private void onlyOne() throws IOException {
    if (tensor || small != null) {
      throw new MalformedFrameException("two frames in one message");
    }
  }

  private void readTensor() throws IOException {
    int inner = in.length(PAYLOAD_BYTES_MAX + SMALL_FRAME_BYTES_MAX, "tensor frame");
    long end = in.left() - inner;
    while (in.left() > end) {
      int tag = in.tag();
      switch (tag) {
        case Tags.STEP -> step = in.nonNegative("step");
        case Tags.BLOCK_LEVEL -> level = in.between(0, Integer.MAX_VALUE, "block level");
        case Tags.BLOCK_INDEX -> index = in.between(0, Integer.MAX_VALUE, "block index");
        case Tags.CHUNK -> chunk = in.between(0, Integer.MAX_VALUE, "chunk");
        case Tags.OFFSET -> offset = in.between(0, Integer.MAX_VALUE, "offset");
        case Tags.PAYLOAD -> readPayload();
        case Tags.CRC32C -> crc = in.fixed32();
        default -> in.skip(tag);
      }
    }
    if (in.left() != end) {
      throw new MalformedFrameException("a field leaves its tensor frame");
    }
  }

  private void readPayload() throws IOException {
    int bytes = in.length(PAYLOAD_BYTES_MAX, "payload");
    if (payload != null || bytes % Float.BYTES != 0) {
      throw new MalformedFrameException("second payload, or %d bytes of floats".formatted(bytes));
    }
    payload = pool.take(bytes / Float.BYTES);
    in.floats(payload, checksum);
  }

  private F frame() throws IOException {
    var reign = new Reign(run, term);
    if (small != null) {
      return translator.small(reign, smallField, small);
    }
    if (!tensor) {
      throw new MalformedFrameException("neither a tensor nor a known control frame");
    }
    var numbers = new ChunkNumbers(step, level, index, chunk, offset);
    int computed = checksum.of(reign, numbers);
    if (computed != crc) {
      F damaged =
          translator.damaged(
              reign,
              numbers,
              "checksum %08x of %s does not fit the one sent, %08x"
                  .formatted(computed, numbers.say(), crc));
      if (payload != null) {
        payload.release();
      }
      payload = null;
      return damaged;
    }
    if (payload == null) {
      payload = pool.take(0);
    }
    return translator.tensor(reign, numbers, payload);
  }
}
