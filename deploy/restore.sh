#!/usr/bin/env bash
# Bring a backup back; stop web and worker first:
#   deploy/restore.sh /var/backups/nhip-cau/nhip-cau-… [--replace]
# Refuses where there is a database already, unless --replace is said; SQLite's file and the files folder are then
# put aside, beside their places, while PostgreSQL's tables are replaced in one transaction: all or nothing.
# shellcheck disable=SC2154  # kind, database, files and instance come from places.py
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,3s/^# *//p' "$0" >&2; exit 2; }
umask 077
here=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$here/.venv/bin/python}
backup=$(cd "$1" && pwd)
replace=${2:-}
aside=before-restore-$(date -u +%Y%m%dT%H%M%SZ)

if ! (cd "$backup" && sha256sum --check --quiet SHA256SUMS); then
    echo "The backup is damaged; nothing was changed." >&2
    exit 1
fi

# Without settings of its own, a new machine takes those of the backup: they say where the rest belongs.
config=${NHIP_CAU_INSTANCE:-$here/instance}/config.py
if [ -e "$backup/config.py" ] && [ ! -e "$config" ]; then
    mkdir -p "$(dirname "$config")"
    cp "$backup/config.py" "$config"
    trap '[ $? = 0 ] || rm -f "$config"' EXIT
fi
settled=$(cd "$here" && "$python" -m deploy.places)
eval "$settled"

has_database() {
    if [ "$kind" = sqlite ]; then
        [ -s "$database" ]
    else
        [ "$(psql -XAtc "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" != 0 ]
    fi
}

restore_sqlite() {
    [ -e "$backup/database.sqlite" ] || { echo "This backup is not of SQLite." >&2; exit 1; }
    for part in "" -wal -shm; do
        if [ -e "$database$part" ]; then mv "$database$part" "$database.$aside$part"; fi
    done
    mkdir -p "$(dirname "$database")"
    cp "$backup/database.sqlite" "$database"
}

restore_postgresql() {
    [ -e "$backup/database.sql" ] || { echo "This backup is not of PostgreSQL." >&2; exit 1; }
    psql -X --quiet --single-transaction --set ON_ERROR_STOP=1 --output=/dev/null \
        --command='SET client_min_messages = warning' \
        --command='DROP SCHEMA public CASCADE' --command='CREATE SCHEMA public' --file="$backup/database.sql"
}

if has_database && [ "$replace" != --replace ]; then
    echo "There is a database already. To put the backup in its place: $0 $1 --replace" >&2
    exit 1
fi
if [ "$kind" = sqlite ]; then restore_sqlite; else restore_postgresql; fi
if [ -d "$files" ]; then mv "$files" "$files.$aside"; fi
mkdir -p "$files"
tar -C "$files" -xf "$backup/files.tar"
if [ -e "$backup/secret_key" ]; then cp "$backup/secret_key" "$instance/"; fi
echo "Restored. Next: flask db upgrade, then start web and worker."
