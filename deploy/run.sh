#!/usr/bin/env bash
# Run a command as the services run: their user, their settings of /etc/nhip-cau/environment, their folders.
#   sudo deploy/run.sh flask accounts create-admin
#   sudo deploy/run.sh deploy/backup.sh /var/backups/nhip-cau
# systemd reads the settings here as it does for the units, so that both always mean the same database.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '3,4s/^# *//p' "$0" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "The settings are readable by root only: sudo $0 $*" >&2; exit 1; }
cd "$(dirname "$0")/.."

PATH="$PWD/.venv/bin:$PATH"
exec systemd-run --quiet --collect --wait --pty --pipe --working-directory="$PWD" \
    --property=User=nhip-cau --property=Group=nhip-cau --property=UMask=0077 \
    --property=EnvironmentFile=-/etc/nhip-cau/environment --setenv=PATH="$PATH" --setenv=TERM="${TERM:-dumb}" \
    --setenv=LANG="${LANG:-C.UTF-8}" --setenv=FLASK_APP=app.py --setenv=NHIP_CAU_INSTANCE=/var/lib/nhip-cau \
    --setenv=PYTHONDONTWRITEBYTECODE=1 "$@"
