#!/bin/bash
# Starts a real systemd on a throw-away layer over this machine, with a network, processes and devices' control of its own,
# and runs PROGRAM in it: boot.sh PLACE PROGRAM WORDS…. Called by main.ts through unshare, as root.
set -eu
place=$1
shift
mount --make-rprivate /
mount -t tmpfs tmpfs "$place/layer"
mkdir "$place/layer/upper" "$place/layer/work" "$place/layer/root"
new=$place/layer/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$place/layer/upper,workdir=$place/layer/work" "$new"
mount -t proc proc "$new/proc"
mount -t sysfs -o ro sysfs "$new/sys"
mount -t cgroup2 none "$new/sys/fs/cgroup"
mount --rbind /dev "$new/dev"
for folder in run tmp; do mount -t tmpfs tmpfs "$new/$folder"; done
mkdir -p "$new/run/lock" "$new/opt/datacityzen" "$new/var/lib/datacityzen" "$new$place" "$new/before"
mount --bind "$place" "$new$place"
for folder in opt/datacityzen var/lib/datacityzen; do
  mkdir -p "$place/$folder"
  mount --bind "$place/$folder" "$new/$folder"
done
# What would reach the machine's own kernel, or wait for devices that are not this system's.
for unit in systemd-{sysctl,modules-load,binfmt,remount-fs,udevd,timesyncd,random-seed,tmpfiles-setup-dev}.service \
  proc-sys-fs-binfmt_misc.automount {dev-hugepages,dev-mqueue,sys-kernel-debug,sys-kernel-tracing,sys-kernel-config}.mount \
  sys-fs-fuse-connections.mount; do
  ln -sf /dev/null "$new/etc/systemd/system/$unit"
done
cd "$new"
pivot_root . before
ip link set lo up
(
  until systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; do sleep 0.2; done
  "$@" >"$place/said" 2>&1 || true
  systemctl poweroff --force --force
) &
umount -l /before
exec env -i PATH="$PATH" container=lxc /lib/systemd/systemd --system --unit=basic.target --log-level=warning --show-status=no
