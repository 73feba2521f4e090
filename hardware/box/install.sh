#!/bin/sh
# Makes a box of a Raspberry Pi with a fresh Raspberry Pi OS Lite. Read it before you run it: it is run as root.
#
#   less /opt/datacityzen/0.1.0/hardware/box/install.sh
#   sudo /opt/datacityzen/0.1.0/hardware/box/install.sh          does what stands below
#   /opt/datacityzen/0.1.0/hardware/box/install.sh --show        says what it would do, and changes nothing
#
# It may be run again: settings that are there stay as they are. It opens no port, sends nothing anywhere, and starts
# no service of DataCityZen: that is your next step. DESTDIR=/mnt/card writes the files below that folder, for
# a card that is mounted there, and runs none of the commands that change the machine itself.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
version=$(cd "$here/../.." && pwd)
place=/opt/datacityzen
into=${DESTDIR:-}
show=

say() { printf '%s\n' "$*"; }
give_up() { say "$*" >&2; exit 1; }

case ${1:-} in
'') ;;
--show) show=yes ;;
*) give_up "install.sh knows --show only." ;;
esac

# Files, below DESTDIR.
lay() {
  say "+ $*"
  [ -n "$show" ] || "$@"
}
# The machine itself: never for a card that is mounted elsewhere.
change() {
  if [ -n "$into" ]; then
    say "- left out, for DESTDIR: $*"
  else
    lay "$@"
  fi
}

case $version in
"$place"/*) ;;
*) [ -n "$into$show" ] || give_up "Clone the project to $place/VERSION first: services cannot read $version." ;;
esac
if [ -z "$show$into" ] && [ "$(id -u)" != 0 ]; then
  give_up "Run it as root: sudo $0. With --show it says what it would do."
fi
running=$(readlink "$into$place/current" 2>/dev/null || true)
if [ -n "$running" ] && [ "$running" != "$version" ]; then
  give_up "This box runs $running: a new version is laid beside it by \"sudo dcz update install\"."
fi

say "1. What it needs of the system"
change apt-get update
change apt-get install --yes --no-install-recommends \
  git npm curl ca-certificates libatomic1 i2c-tools alsa-utils avahi-daemon

say "2. Node, in the version of package.json, and the packages of the project"
node=$(sed -n 's/^ *"node": "\([0-9.]*\)",*$/\1/p' "$version/package.json")
[ "$(node --version 2>/dev/null || true)" = "v$node" ] || change npm install --global "node@$node"
case $(npm --version 2>/dev/null || true) in
1[1-9].*) ;;
*) change npm install --global npm@11 ;;
esac
hash -r
change "$(command -v node || echo node)" "$version/install/install.js"

say "3. The version that runs, and the one that watches over updates"
lay mkdir -p "$into$place"
lay ln -sfn "$version" "$into$place/current"
[ -e "$into$place/kept" ] || [ -L "$into$place/kept" ] || lay ln -sfn "$version" "$into$place/kept"

say "4. The account, the settings, the services"
lay install -D -m 0644 "$here/datacityzen-box.sysusers" "$into/etc/sysusers.d/datacityzen-box.conf"
change systemd-sysusers
change install -d -m 0700 -o datacityzen -g datacityzen /var/lib/datacityzen
if [ -e "$into/etc/datacityzen/box.env" ]; then
  say "  /etc/datacityzen/box.env stays as it is."
else
  lay install -D -m 0640 "$here/box.env" "$into/etc/datacityzen/box.env"
fi
change chgrp datacityzen /etc/datacityzen/box.env
for unit in datacityzen-gateway.service datacityzen-edge.service \
  datacityzen-update.service datacityzen-update.timer; do
  lay install -D -m 0644 "$here/$unit" "$into/etc/systemd/system/$unit"
done
lay install -D -m 0644 "$here/datacityzen.avahi.service" "$into/etc/avahi/services/datacityzen.service"
lay install -D -m 0755 "$here/dcz" "$into/usr/local/bin/dcz"
change systemctl daemon-reload

say "5. The serial port without a console, the buses I²C and SPI"
if command -v raspi-config >/dev/null 2>&1; then
  change raspi-config nonint do_serial_cons 1
  change raspi-config nonint do_serial_hw 0
  change raspi-config nonint do_i2c 0
  change raspi-config nonint do_spi 0
else
  say "  There is no raspi-config here: switch on the ports that your sensors need."
fi

say "Done. Next: sudo nano /etc/datacityzen/box.env, sudo reboot, then sudo dcz doctor."
