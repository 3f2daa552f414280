#!/usr/bin/env bash
# The topics of the configuration's changes: one partition each, so that their order is kept, and nothing in them ends.
set -euo pipefail
create() {
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists \
    --partitions 1 --replication-factor 1 --topic "$@"
}
for table in experiments variants allocations metrics experiment_metrics notes heartbeats; do
  create "cdc.experimentation.$table" --config retention.ms=-1
done
create cdc.transaction --config retention.ms=-1
create __debezium-heartbeat.cdc
