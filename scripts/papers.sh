#!/usr/bin/env bash
# Write the papers of the conference of 7 December 2015 into a folder: scripts/papers.sh out
# It is held in a database of its own, so that the one in instance/ stays as it is.
set -euo pipefail
[ $# = 1 ] || { echo "scripts/papers.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

scripts/setup.sh
# Whatever this shell says about a real installation does not count here: neither its database nor its mail.
unset "${!NHIP_CAU_@}"
NHIP_CAU_INSTANCE=$(mktemp -d)
export NHIP_CAU_INSTANCE FLASK_APP=app.py
trap 'rm -rf "$NHIP_CAU_INSTANCE"' EXIT

.venv/bin/flask db upgrade
.venv/bin/flask papers "$out"
