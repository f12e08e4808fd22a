#!/usr/bin/env bash
# Set up, prepare the database in instance/, load the demo, and serve it until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${PORT:-8000}
host=${HOST:-127.0.0.1}
# 0.0.0.0 means "on every address of this machine", but nobody can open it: links name one that others reach.
case $host in
    0.0.0.0) address="http://$(hostname -I | cut -d ' ' -f 1):$port" ;;
    *) address="http://$host:$port" ;;
esac
export MALLOC_ARENA_MAX=2 FLASK_APP=app.py NHIP_CAU_PUBLIC_URL="${NHIP_CAU_PUBLIC_URL:-$address}"
# Short messages of the demo are written into a folder, as its mail is; nothing leaves the machine.
export NHIP_CAU_TEXT_GATEWAY="${NHIP_CAU_TEXT_GATEWAY-folder://$PWD/instance/texts}"

is_free() {
    .venv/bin/python - "$host" "$port" <<'PYTHON'
import socket
import sys

with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((sys.argv[1], int(sys.argv[2])))
    except (OSError, OverflowError, ValueError):
        sys.exit(1)
PYTHON
}

scripts/setup.sh
if ! is_free; then
    echo "Port $port on $host cannot be used; another program may hold it. Choose another: make demo PORT=8080" >&2
    exit 1
fi
echo "Preparing the database in instance/"
# What is kept there names people, and the key beside it signs their sessions: nobody else on this machine reads it.
umask 077
mkdir -p instance
chmod 700 instance
.venv/bin/flask db upgrade
echo "Loading the demo: a year of conferences (some twenty seconds the first time)"
.venv/bin/flask demo
exec scripts/serve.sh "$host" "$port" "$address"
