/// A whole cluster in one thread: the real engines of coordinator and workers over a network that
/// delays, reorders, duplicates and loses frames, with workers that die, join and lie, and
/// coordinators that die or are deposed without knowing it. In: a seed, from which everything
/// follows. Out: the weights of the run, to be compared with those of an undisturbed one. Runs on
/// the test thread, under a clock of its own. May import: everything that is tested, `junit`.
package io.lockstep.simulation;
