#!/bin/sh
# server.sh BIN SUPERUSER [OPTION OF initdb]...
#
# Runs inside the box: makes an empty server and becomes it. Everything it is told lies in /settings,
# which it cannot change.
set -eu
bin=$1 superuser=$2
shift 2
"$bin/initdb" -D /data/server -U "$superuser" -A reject -E UTF8 --locale=C.UTF-8 --no-sync "$@" \
    >/dev/null
exec "$bin/postgres" -D /data/server -c config_file=/settings/postgresql.conf
