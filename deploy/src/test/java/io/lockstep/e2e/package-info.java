/// The promises on real processes and real sockets: the same weights on any number of workers, with
/// some of them killed or late, and membership as the network shows it. In: the `lockstep` command
/// of this build, or two nodes in this process. Out: hashes of weights, ledgers, exit codes. Runs
/// on the test thread; what processes say is read on threads of its own. May import: every module,
/// JUnit, AssertJ.
package io.lockstep.e2e;
