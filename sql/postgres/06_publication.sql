-- What is captured. Run by the tables' owner, so that the connector need own nothing. It is set with
--   plugin.name=pgoutput
--   publication.name=plumbline
--   publication.autocreate.mode=disabled
--   schema.include.list=experimentation
--   provide.transaction.metadata=true
--   skipped.operations=none
--   heartbeat.interval.ms=10000
--   heartbeat.action.query=UPDATE experimentation.heartbeats SET beat_at = now() WHERE id = 1
-- and wal_level=logical. Topics have one partition each, are not compacted, and keep all (retention.ms=-1).

-- Without the whole row before it, an update leaves out large values that did not change, and a
-- deletion comes with invented ones.
ALTER TABLE experimentation.experiments REPLICA IDENTITY FULL;
ALTER TABLE experimentation.variants REPLICA IDENTITY FULL;
ALTER TABLE experimentation.allocations REPLICA IDENTITY FULL;
ALTER TABLE experimentation.metrics REPLICA IDENTITY FULL;
ALTER TABLE experimentation.experiment_metrics REPLICA IDENTITY FULL;
ALTER TABLE experimentation.notes REPLICA IDENTITY FULL;
ALTER TABLE experimentation.heartbeats REPLICA IDENTITY FULL;

CREATE PUBLICATION plumbline FOR TABLE
  experimentation.experiments, experimentation.variants, experimentation.allocations,
  experimentation.metrics, experimentation.experiment_metrics, experimentation.notes,
  experimentation.heartbeats;
COMMENT ON PUBLICATION plumbline IS 'The configuration and its heartbeat, for Debezium.';
