/// A disk in memory that tells what was forced from what was only written, for processes that are
/// killed and hosts that lose their power. In: calls of `java.nio.file` on the paths of a [Mount],
/// and a seed for what a power cut leaves. Out: the same answers as a disk gives, and its faults.
/// Any thread. May import: the JDK.
package io.lockstep.simulation.disk;
