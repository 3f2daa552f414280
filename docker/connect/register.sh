#!/bin/sh
# Makes the connector, or gives it the settings of its file; Connect answers 409 while it is still joining its group.
set -eu
exec curl --fail-with-body --silent --show-error --retry 30 --retry-delay 2 --retry-all-errors \
  --request PUT --header 'Content-Type: application/json' --data @/docker/connect/experiments.json \
  http://connect:8083/connectors/experiments/config
