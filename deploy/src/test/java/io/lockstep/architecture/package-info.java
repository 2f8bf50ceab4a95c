/// The rules of the house, read from class files, sources and documents: who may import whom, how
/// classes are shaped and named, how long they get, what never stands in the tree. In: the
/// repository. Out: one line per violation. Runs on the test thread. May import: the JDK, ArchUnit.
package io.lockstep.architecture;
