#!/bin/sh
# Checks a project's backups for Nagios, with the token from the file beside this script.
# Usage: check.sh PROJECT
set -u
PATH="/opt/northflank/bin:${PATH:-/usr/bin:/bin}"
token="$(dirname "$0")/token"
unknown() {
    echo "BACKUPS UNKNOWN - $1"
    exit 3
}
[ -r "$token" ] || unknown "The file $token does not exist or cannot be read."
. "$token"
command -v pulumi-northflank > /dev/null || unknown "pulumi-northflank is not installed in PATH."
exec pulumi-northflank status --project "$1" --format nagios
