package io.lockstep.bench.chaos;

/// What a process holds at one moment.
///
/// @param heapBytes after a full collection
/// @param residentBytes of memory
/// @param threads of the process, not only those of Java
/// @param files descriptors, of files and sockets
record Held(long heapBytes, long residentBytes, long threads, long files) {

  long of(Holding holding) {
    return switch (holding) {
      case HEAP -> heapBytes;
      case RESIDENT -> residentBytes;
      case THREADS -> threads;
      case FILES -> files;
    };
  }
}
