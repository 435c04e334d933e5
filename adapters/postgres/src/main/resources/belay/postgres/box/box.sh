#!/bin/sh
# box.sh ROOT UID [ITEM]... -- PROGRAM [ARGUMENT]...
#
# Furnishes the empty directory ROOT and goes into it for good, as UID and with no capability. It is
# the first process of new namespaces: whatever is mounted here is seen by nobody else, and is gone
# when the last process of the box is.
#
# ITEM is one of
#   --cgroup DIRECTORY        whose bounds hold for everything in the box
#   --shm BYTES               shared memory
#   --ro OUTSIDE INSIDE       a directory or file to read
#   --rw OUTSIDE INSIDE       a directory to write
#   --image FILE INSIDE       a file system in a file, to write
#   --memory BYTES INSIDE     a file system in memory, to write
set -eu
umask 022
root=$1 uid=$2
shift 2
box=$root/box

echo belay >/proc/sys/kernel/hostname
mount -t tmpfs -o size=1m,nr_inodes=2k,mode=755,nosuid belay "$root"
mkdir "$box" "$box/proc" "$box/dev" "$box/dev/shm" "$root/old"

bind() { # OPTIONS OUTSIDE INSIDE
    if [ -d "$2" ]; then mkdir -p "$box$3"; else mkdir -p "$(dirname "$box$3")"; : >"$box$3"; fi
    mount --bind "$2" "$box$3"
    mount -o "remount,bind,$1" "$box$3"
}

bind ro,nosuid,nodev /usr /usr
if [ -d /usr/local ]; then
    mount -t tmpfs -o size=64k,mode=755,nosuid,nodev belay "$box/usr/local"
fi
for name in bin sbin lib lib32 lib64 libx32; do
    if [ -L "/$name" ]; then cp -P "/$name" "$box/$name"
    elif [ -d "/$name" ]; then bind ro,nosuid,nodev "/$name" "/$name"
    fi
    if [ -e "/$name" ]; then ln -s "box/$name" "$root/$name"; fi
done
ln -s box/usr "$root/usr"
ln -s box/proc "$root/proc"
for name in null zero urandom random; do
    bind nosuid,noexec "/dev/$name" "/dev/$name"
done
# Only processes are shown, where the kernel knows how to hide the rest (Linux 5.8).
mount -t proc -o nosuid,nodev,noexec,subset=pid belay "$box/proc" 2>/dev/null ||
    mount -t proc -o nosuid,nodev,noexec belay "$box/proc"

while [ "$1" != -- ]; do
    case $1 in
    --cgroup) echo 0 >"$2/cgroup.procs"; shift 2 ;;
    --shm) mount -t tmpfs -o "size=$2,mode=1777,nosuid,nodev,noexec" belay "$box/dev/shm"; shift 2 ;;
    --ro) bind ro,nosuid,nodev "$2" "$3"; shift 3 ;;
    --rw) bind nosuid,nodev,noexec "$2" "$3"; shift 3 ;;
    --image)
        mkdir -p "$box$3"
        mount -t ext4 -o loop,nosuid,nodev,noexec,noatime,noinit_itable "$2" "$box$3"
        shift 3 ;;
    --memory)
        mkdir -p "$box$3"
        mount -t tmpfs -o "size=$2,uid=$uid,gid=$uid,mode=700,nosuid,nodev,noexec" belay "$box$3"
        shift 3 ;;
    *) echo "box.sh: what is $1?" >&2; exit 64 ;;
    esac
done
shift
# By mount alone: what lies there may be the machine's own, and its file system stays as it is.
if [ -d /usr/local ]; then mount -o remount,bind,ro,nosuid,nodev "$box/usr/local"; fi
mount -o remount,ro "$root"

cd "$root"
pivot_root . old
PATH=/usr/bin:/bin:/usr/sbin:/sbin
cd /
umount -l /old
ulimit -c 0
# A changed root as well: the kernel gives nobody in it new user namespaces.
exec chroot /box setpriv --reuid="$uid" --regid="$uid" --clear-groups --no-new-privs \
    --inh-caps=-all --bounding-set=-all --pdeathsig KILL -- "$@"
