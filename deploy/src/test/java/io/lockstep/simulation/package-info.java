/// A whole cluster in one thread: the real engines of coordinator and workers over a network that
/// delays, reorders, duplicates, loses and cuts, with workers that die, join, pause and lie,
/// coordinators that die or are deposed without knowing it, and the real books on a disk that fails
/// and loses its power. In: a seed, from which everything follows. Out: a run, to be compared with
/// an undisturbed one; which bugs that were planted on purpose are found. Runs on the test thread,
/// under a clock of its own. May import: everything that is tested, `simulation.disk`, `junit`.
package io.lockstep.simulation;
