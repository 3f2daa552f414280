-- Who may do what. Needs a role that may make roles that replicate: a superuser, or what the
-- provider gives in its place. Passwords are set elsewhere:
--   ALTER ROLE plumbline_cdc PASSWORD '...'
DO $$
BEGIN
  -- Roles are the server's, not the database's.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'plumbline_cdc') THEN
    CREATE ROLE plumbline_cdc LOGIN REPLICATION;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'plumbline_editor') THEN
    CREATE ROLE plumbline_editor NOLOGIN;
  END IF;
END $$;
COMMENT ON ROLE plumbline_cdc IS
  'Debezium: reads the configuration and its changes, writes the heartbeat and nothing else.';
COMMENT ON ROLE plumbline_editor IS
  'To be granted to people and tools that set experiments up.';

GRANT USAGE ON SCHEMA experimentation TO plumbline_cdc, plumbline_editor;

GRANT SELECT ON ALL TABLES IN SCHEMA experimentation TO plumbline_cdc, plumbline_editor;
GRANT UPDATE (beat_at) ON experimentation.heartbeats TO plumbline_cdc;

GRANT INSERT, UPDATE, DELETE ON
  experimentation.experiments, experimentation.variants, experimentation.allocations,
  experimentation.metrics, experimentation.experiment_metrics, experimentation.notes
  TO plumbline_editor;
