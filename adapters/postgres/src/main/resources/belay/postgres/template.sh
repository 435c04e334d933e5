#!/bin/sh
# template.sh BIN SUPERUSER [OPTION OF initdb]...
#
# Runs inside a box: makes an empty server with the job's role and database, and hands it out as a
# tar. A server of one session runs the statements, so nobody is let in meanwhile.
set -eu
bin=$1 superuser=$2
shift 2
"$bin/initdb" -N -D /data/server -U "$superuser" -A reject -E UTF8 --locale=C.UTF-8 "$@" >&2
"$bin/postgres" --single -j -F -D /data/server template1 </template1.sql >&2
"$bin/postgres" --single -j -F -D /data/server postgres </postgres.sql >&2
exec tar --create --file=- --directory=/data server
