/// Checkpoints that are whole or absent: written beside the target, sealed by a manifest, renamed.
/// In: copies of parameters and moments with the step they belong to. Out: sealed folders, and the
/// newest that verifies. Blocks on the disk, so writing belongs on a thread of its own; a
/// [SnapshotBuffer] lets training go on meanwhile. May import: failure, format, the JDK, slf4j.
package io.lockstep.checkpoint;
