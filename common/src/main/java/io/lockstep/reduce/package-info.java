/// Adds what blocks bring in the order of the reduction tree, whoever comes first, and says when a
/// root is complete. In: pieces of blocks. Out: sums at the root, credits of who brought what,
/// prints by which blocks are compared. Runs on the caller's thread under a lock per item; no
/// clock, no socket, nothing allocated after construction. May import: kernel, shard, the JDK.
package io.lockstep.reduce;
