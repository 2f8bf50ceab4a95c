package io.lockstep.wire;

import com.google.protobuf.MessageLite;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Between frames and bytes. Tensor frames are written and read with one copy each way.
///
/// Never throws on bad input: gRPC would hide the reason. What is no frame comes out as
/// [Envelope#malformed], for the stream's edge to cut.
final class FrameMarshaller<F extends Frame> implements MethodDescriptor.Marshaller<Envelope<F>> {

  private final Translator<F> translator;
  private final ChunkPool pool;

  FrameMarshaller(Translator<F> translator, ChunkPool pool) {
    this.translator = translator;
    this.pool = pool;
  }

  @Override
  public InputStream stream(Envelope<F> envelope) {
    F frame = envelope.frame();
    if (frame instanceof TensorFrame tensor) {
      var stream = new TensorStream(tensor);
      envelope.measured(stream.totalBytes(), 0);
      return stream;
    }
    MessageLite message = translator.message(frame);
    envelope.measured(message.getSerializedSize(), 0);
    return new SmallStream(message.toByteArray());
  }

  @Override
  public Envelope<F> parse(InputStream in) {
    long begin = System.nanoTime();
    int length = 0;
    Envelope<F> envelope;
    try {
      length = in.available();
      var reader = new FrameReader<>(translator, pool, in, length);
      envelope = Envelope.of(reader.read());
    } catch (IOException e) {
      envelope = Envelope.malformed(e.getMessage());
    }
    return envelope.measured(length, System.nanoTime() - begin);
  }

  private static final class SmallStream extends ByteArrayInputStream implements KnownLength {
    SmallStream(byte[] bytes) {
      super(bytes);
    }
  }
}
