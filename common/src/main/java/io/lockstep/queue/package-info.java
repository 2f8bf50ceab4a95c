/// The queue of runs that a standing cluster works through: who comes next, what may be asked of a
/// run, how it all stands in a file. In: a [QueueEvent]. Out: a [QueueAnswer] with the next
/// [RunQueue], or why it stays as it is. Pure: no clock, thread, file or socket. May import:
/// failure, the JDK.
package io.lockstep.queue;
