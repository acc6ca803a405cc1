#!/bin/sh
# Writes the state of a project's backups into a file for node_exporter's textfile collector.
# Usage: collect.sh PROJECT FILE.prom
set -u
pulumi-northflank status --project "$1" --format prometheus > "$2.new"
# The time of the check comes last. Without it, Northflank could not be reached, or the disk is full:
# the old file stays, and the alert BackupsNotChecked notices its time.
case "$(tail -n 1 "$2.new")" in
    northflank_backup_checked_timestamp_seconds*) mv "$2.new" "$2" ;;
    *) rm -f "$2.new" ;;
esac
