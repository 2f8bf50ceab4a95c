/// Plans how a real cluster on this machine is struck: which fault comes when, on whom, until when.
/// In: how many coordinators and workers there are, for how long, how often, and a seed. Out: a
/// list of strikes, a pure function of these. Knows neither processes nor clocks. May import: the
/// JDK.
package io.lockstep.bench.chaos;
