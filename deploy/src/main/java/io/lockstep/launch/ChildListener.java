package io.lockstep.launch;

/// Hears what child processes say and how they end. Called on one thread per child.
public interface ChildListener {

  /// A line that the child wrote to its standard error or output.
  void said(String worker, String line);

  /// The child has started.
  void started(String worker, long pid);

  /// The child has ended, and [ProcessCluster#close] had not asked it to. It is not started again.
  ///
  /// @param exitStatus as the operating system tells it: 137 after kill -9
  void died(String worker, long pid, int exitStatus);
}
