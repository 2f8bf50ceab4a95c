/// What went wrong, where, what is safe and what to do: the block every fatal error is shown as.
/// In: facts known where the fault is seen, such as a file system's exception. Out: a [Failure]
/// inside a [LockstepException], or its text, and [Figure]s in it. Runs on any thread. May import:
/// the JDK.
package io.lockstep.failure;
