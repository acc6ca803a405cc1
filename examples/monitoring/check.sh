#!/bin/sh
# Checks a project's backups for Nagios, with the token from the file beside this script.
# Usage: check.sh PROJECT [OPTION…]
set -u
PATH="/opt/northflank/bin:${PATH:-/usr/bin:/bin}"
# Nagios ends a check after 60 seconds (service_check_timeout) and calls it critical. With these
# settings, the check reports an API that does not respond within 50 seconds, as unknown.
export NORTHFLANK_TIMEOUT=10 NORTHFLANK_MAX_WAIT=3
token="$(dirname "$0")/token"
unknown() {
    echo "BACKUPS UNKNOWN - $1"
    exit 3
}
[ -r "$token" ] || unknown "The file $token does not exist or cannot be read."
. "$token"
command -v pulumi-northflank > /dev/null || unknown "pulumi-northflank is not installed in PATH."
line="$(timeout 55 pulumi-northflank status --format nagios --project "$@")"
code=$?
case "$code $line" in
    124*) unknown "The check did not end within 55 seconds." ;;
    [0-3]" BACKUPS "*) echo "$line" ;;
    *) unknown "pulumi-northflank ended with exit status $code and without a result." ;;
esac
exit "$code"
