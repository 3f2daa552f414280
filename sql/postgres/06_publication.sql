-- What is captured. Run by the tables' owner, so that the connector need own nothing. The server needs
-- wal_level=logical; the connector is set as docker/connect/experiments.json says. Topics have one
-- partition each, are not compacted, and keep all (retention.ms=-1).

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
