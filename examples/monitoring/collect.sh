#!/bin/sh
# Writes the state of a project's backups into a file for node_exporter's textfile collector.
# Usage: collect.sh PROJECT FILE.prom [OPTION…]
set -u
project="$1" file="$2"
shift 2
pulumi-northflank status --format prometheus --project "$project" "$@" > "$file.new"
# The time of the check comes last. Without it, Northflank could not be reached, or the disk is full:
# the old file stays, and the alert BackupsNotChecked notices its time.
case "$(tail -n 1 "$file.new")" in
    northflank_backup_checked_timestamp_seconds*) mv "$file.new" "$file" ;;
    *) rm -f "$file.new" ;;
esac
