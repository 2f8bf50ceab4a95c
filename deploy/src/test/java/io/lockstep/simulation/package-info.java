/// A whole cluster in one thread: the real engines of coordinator and workers over a network that
/// delays, reorders, duplicates and loses frames, with workers that die and join. Everything
/// follows from a seed.
package io.lockstep.simulation;
