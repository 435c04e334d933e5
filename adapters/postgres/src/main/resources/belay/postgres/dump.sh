#!/bin/sh
# dump.sh PG_DUMP [ARGUMENT]...
#
# Runs inside the box: writes a dump of several files into the room it has there, and hands all of
# them out as one stream.
set -eu
pg_dump=$1
shift
mkdir /room/dump
"$pg_dump" "$@" --file=/room/dump
exec tar --create --file=- --format=gnu --owner=0 --group=0 --numeric-owner --directory=/room/dump .
