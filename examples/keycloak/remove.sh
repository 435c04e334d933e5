#!/bin/sh
# Stops and removes what prepare.sh has made, and the servers that Belay has started for it. Only for trying out.
set -eu

[ $# = 1 ] && [ -e "$1/keycloak" ] && [ -e "$1/system.yaml" ] || { echo 'remove: name the folder that prepare.sh made' >&2; exit 1; }
folder=$(CDPATH='' cd -- "$1" && pwd -P)
home=$HOME/.belay
[ "$(id -u)" != 0 ] || home=/var/lib/belay
"$folder/stop"
for data in "$folder/database" "${BELAY_HOME:-$home}"/servers/climb-*; do
    if [ -e "$data/postmaster.pid" ]; then
        kill -INT "$(head -n 1 "$data/postmaster.pid")"
        while [ -e "$data/postmaster.pid" ]; do sleep 1; done
    fi
done
rm -rf "$folder"
