-- One row, which the connector updates: its heartbeat.action.query is
--   UPDATE experimentation.heartbeats SET beat_at = now() WHERE id = 1
-- A heartbeat is a transaction like any other, so that whoever reads it has read all before it.
CREATE TABLE experimentation.heartbeats (
  id integer PRIMARY KEY CONSTRAINT id_is_1 CHECK (id = 1),
  beat_at timestamptz NOT NULL DEFAULT now()
    CONSTRAINT beat_at_is_in_2000_to_2099 CHECK (experimentation.is_instant(beat_at))
);
COMMENT ON TABLE experimentation.heartbeats IS
  'One row that the connector updates at every heartbeat. Without it the configuration counts as silent, and results are held.';
COMMENT ON COLUMN experimentation.heartbeats.id IS 'Always 1.';
COMMENT ON COLUMN experimentation.heartbeats.beat_at IS 'When the connector last updated it.';

INSERT INTO experimentation.heartbeats (id) VALUES (1);
