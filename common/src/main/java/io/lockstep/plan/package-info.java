/// What to do next: pure state machines of the coordinator ([Plan]), of a worker ([WorkerPlan]) and
/// of the order in which steps, epochs and the run are closed ([Closing]); and what a run that
/// stands still is said to wait for ([Standstill], [Stillness]). In: an event and the time. Out:
/// the next state and actions, each with its reason. No clock, no thread, no socket: the cluster,
/// local mode and the simulation drive the same code. May import: shard, the JDK.
package io.lockstep.plan;
