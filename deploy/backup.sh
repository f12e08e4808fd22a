#!/usr/bin/env bash
# Save database, files and settings, while the program runs, into a new folder:
#   deploy/backup.sh /var/backups/nhip-cau [KEEP]     of older backups there, the KEEP newest stay (default 14)
# The database is saved first: a file is stored before the row that names it, so each row saved has its file.
# The settings hold the secret key. Keep backups where only administrators read them.
# shellcheck disable=SC2154  # kind, database, files and instance come from places.py
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,3s/^# *//p' "$0" >&2; exit 2; }
umask 077
here=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$here/.venv/bin/python}
mkdir -p "$1"
store=$(cd "$1" && pwd)
keep=${2:-14}
settled=$(cd "$here" && "$python" -m deploy.places)
eval "$settled"

name=nhip-cau-$(date -u +%Y%m%dT%H%M%S.%NZ)
work=$store/.$name.partial
mkdir "$work"
trap 'rm -rf "$work"' EXIT

save_sqlite() {
    "$python" - "$database" "$work/database.sqlite" <<'PYTHON'
import sqlite3
import sys
from contextlib import closing

with (
    closing(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)) as live,
    closing(sqlite3.connect(sys.argv[2])) as copy,
):
    live.backup(copy)
    copy.execute("PRAGMA journal_mode=DELETE")
    if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        sys.exit("The copy of the database is damaged; nothing was saved.")
PYTHON
}

if [ "$kind" = sqlite ]; then
    save_sqlite
else
    pg_dump --no-owner --no-privileges --file="$work/database.sql"
fi
mkdir -p "$files"
# Folders change while they are read, wherever somebody uploads; the files in them never do. tar says so with 1.
# Tables that wait to be imported are not kept: they may name people and are needed for a day only.
tar -C "$files" --exclude='./.incoming-*' --exclude=./waiting --exclude=./unnamed --warning=no-file-changed --warning=no-file-removed \
    -cf "$work/files.tar" . || [ $? = 1 ]
for setting in config.py secret_key; do
    if [ -e "$instance/$setting" ]; then cp "$instance/$setting" "$work/"; fi
done
(cd "$work" && sha256sum -- * >SHA256SUMS)
sync --file-system "$work"
mv "$work" "$store/$name"
echo "$store/$name"

find "$store" -maxdepth 1 -type d -name 'nhip-cau-*Z' | sort -r | tail -n +"$((keep + 1))" | xargs -r rm -rf --
