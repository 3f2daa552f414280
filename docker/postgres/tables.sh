#!/usr/bin/env bash
# Run by the image when its volume is new: the tables of the configuration, and the password of Debezium's role.
set -euo pipefail
for file in /sql/postgres/*.sql; do
  psql -v ON_ERROR_STOP=1 -1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file "$file"
done
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v password="$PLUMBLINE_CDC_PASSWORD" <<'SQL'
ALTER ROLE plumbline_cdc PASSWORD :'password';
SQL
