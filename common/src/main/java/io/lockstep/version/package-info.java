/// The one place where a version is made: mean gradient, clipping, penalties, optimiser,
/// statistics, fingerprint. In: the gradient sums of a step, chunk by chunk and in any order, and
/// the version before. Out: the version, told of chunk by chunk. Runs on the threads that bring the
/// sums; no clock, no socket, nothing allocated after the first steps. May import: config, kernel,
/// layout, optimizer, reduce, the JDK.
package io.lockstep.version;
