#!/bin/sh
# server.sh BIN
#
# Runs inside the box: unpacks the empty server and becomes it. Everything it is told lies in
# /settings, which it cannot change.
set -eu
tar --extract --file=/template.tar --directory=/data
exec "$1/postgres" -D /data/server -c config_file=/settings/postgresql.conf
