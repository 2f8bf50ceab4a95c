/// Everything that reads foreign bytes is given damaged ones: whatever comes, it is read or refused
/// in the documented words, in bounded time. In: valid examples, and inputs that once did harm.
/// Out: nothing. Runs on the test thread; fixed seeds, so a failure comes again. May import:
/// everything that is tested, `junit`.
package io.lockstep.fuzz;
