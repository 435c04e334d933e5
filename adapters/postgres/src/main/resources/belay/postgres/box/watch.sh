#!/bin/sh
# watch.sh SECONDS LOG BYTES COMMAND [ARGUMENT]...
#
# Stands outside the box and ends it when its time is over, whether Belay still lives or not. What
# COMMAND says goes to LOG, at most BYTES of it: a flood must not fill the disk outside. Without a
# LOG (an empty word) both its streams are the caller's.
set -u
seconds=$1 log=$2 bytes=$3
shift 3
if [ -z "$log" ]; then
    exec timeout --foreground --signal=KILL "$seconds" "$@"
fi
timeout --foreground --signal=KILL "$seconds" "$@" </dev/null 2>&1 | {
    head -c "$bytes" >"$log"
    exec cat >/dev/null
}
