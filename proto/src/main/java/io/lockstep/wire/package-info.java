/// What travels between coordinator and workers, and between the leader and its stand-bys: frames
/// as domain records, the one translator between them and the messages of `lockstep/v1/*.proto`,
/// and the gRPC edge on both sides. In: frames handed to an [Outbox]. Out: frames handed to a
/// [FrameSink], one at a time per stream. Frames are encoded on the thread that sends and decoded
/// on threads of this package, which a sink must not block. May import: common, `trust`, the
/// generated messages of `io.lockstep.proto.v1`, gRPC and its Netty, protobuf, SLF4J.
package io.lockstep.wire;
