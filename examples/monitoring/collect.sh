#!/bin/sh
# Writes the state of a project's backups into a file for node_exporter's textfile collector.
# Usage: collect.sh PROJECT FILE.prom
set -u
pulumi-northflank status --project "$1" --format prometheus > "$2.new"
# Empty if Northflank could not be reached: the alert BackupsNotChecked notices the old file.
if [ -s "$2.new" ]; then mv "$2.new" "$2"; else rm -f "$2.new"; fi
