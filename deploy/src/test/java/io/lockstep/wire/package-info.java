/// The wire's readers of foreign bytes, for tests that see all modules: in the package of what they
/// test, because a frame is read nowhere else. In: bytes. Out: nothing, or the refusal. Runs on the
/// caller's thread. May import: everything else in this module, generated code, protobuf.
package io.lockstep.wire;
