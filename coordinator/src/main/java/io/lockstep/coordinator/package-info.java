/// The coordinator of a run: adds the blocks that workers send, applies the optimiser, broadcasts
/// versions, keeps the books; or stands by and holds what another one leads. In: frames of workers,
/// questions who leads. Out: frames to workers and a run folder. Frames are handled on the threads
/// of the wire, decisions under one lock; books that take long, and how a run ends, are kept on a
/// thread of their own. May import: common, proto, SLF4J.
package io.lockstep.coordinator;
