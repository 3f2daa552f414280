#!/usr/bin/env bash
# Puts Flink's configuration together, as flink-conf/README.md says, and goes on with the image's own start.
set -euo pipefail
cat /flink-conf/base.yaml /flink-conf/session.yaml /flink-conf/state-heap.yaml /docker/flink/compose.yaml \
  > "$FLINK_HOME/conf/config.yaml"
exec /docker-entrypoint.sh "$@"
