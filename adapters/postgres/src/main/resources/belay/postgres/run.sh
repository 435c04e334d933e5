#!/bin/sh
# run.sh DIRECTORY PROGRAM [ARGUMENT]...
#
# Runs inside the box, as its first process: a program that is the first one itself would neither be
# ended by a signal nor have anybody to reap what it has left. What is said on both streams comes in
# the order in which it was said.
exec 2>&1
cd "$1" || exit 1
shift
"$@"
exit $?
