/// File formats of results: safetensors, JSON with its own hash, hashes, and writes that survive a
/// power cut. In: slices of flat vectors, small maps. Out: files and what they hold, or a
/// [FormatException] for a file that lies. Blocking input and output: never on an actor or a
/// compute thread. May import: the JDK, jackson.
package io.lockstep.format;
