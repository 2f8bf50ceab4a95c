/// Everything that reads foreign bytes is given damaged ones: whatever comes, it is read or refused
/// in the documented words, in bounded time. In: valid examples, and inputs that once did harm or
/// led to a branch that no other leads to (`*.corpus`). Out: nothing. Runs on the test thread with
/// fixed seeds, so a failure comes again; `mvn test -Pfuzz` searches on, in processes of its own,
/// guided by what the inputs reach. May import: every module, JUnit, AssertJ.
package io.lockstep.fuzz;
