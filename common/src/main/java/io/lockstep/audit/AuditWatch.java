package io.lockstep.audit;

/// Whoever shows to a person how far an audit is. Called on its thread; must return soon.
public interface AuditWatch {

  /// These steps are made again now.
  void spanBegun(Extent.Span span);

  void stepMade(long step);

  /// Shows nothing.
  AuditWatch SILENT =
      new AuditWatch() {
        @Override
        public void spanBegun(Extent.Span span) {}

        @Override
        public void stepMade(long step) {}
      };
}
