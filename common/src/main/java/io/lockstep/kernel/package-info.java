/// The loops that training spends its time in, over `float[]`, offset and length. In: slices lent
/// for one call. Out: the bits that `docs/arithmetic.md` defines, whichever implementation runs.
/// Runs on the caller's thread, allocates nothing. May import: failure, the JDK; only this package
/// touches `jdk.incubator.vector`.
package io.lockstep.kernel;
