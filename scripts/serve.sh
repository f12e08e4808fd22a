#!/usr/bin/env bash
# Serve the demo until Ctrl-C, with its worker; scripts/demo.sh has set up what is served.
#   scripts/serve.sh HOST PORT ADDRESS
set -euo pipefail
[ $# = 3 ] || { sed -n '2,3s/^# *//p' "$0" >&2; exit 2; }
host=$1 port=$2 address=$3
cd "$(dirname "$0")/.."

answers() {
    .venv/bin/python - "$address/" <<'PYTHON'
import sys
import urllib.error
import urllib.request

try:
    urllib.request.urlopen(sys.argv[1], timeout=5)
except urllib.error.HTTPError:
    pass
except OSError:
    sys.exit(1)
PYTHON
}

# A window that was closed takes the terminal along: then there is nobody to tell, and that must not keep us.
say() { echo "$@" 2>/dev/null || true; }

stop() {
    trap '' INT TERM HUP
    say "Stopping…"
    kill -TERM "${children[@]}" 2>/dev/null || true
    wait "${children[@]}" 2>/dev/null || true
    say "Stopped."
}

echo "Starting web server and worker"
children=()
# gunicorn takes a hang-up as "read your settings anew" and would go on, holding the port.
trap 'stop; exit 0' INT TERM HUP
.venv/bin/gunicorn --config deploy/gunicorn.conf.py --worker-class gthread --workers 2 --threads 8 --bind "$host:$port" --log-level warning \
    --graceful-timeout 5 --no-control-socket app:app &
children+=($!)
.venv/bin/flask worker &
children+=($!)

until answers; do
    kill -0 "${children[0]}" 2>/dev/null || { echo "The web server did not start." >&2; stop; exit 1; }
    sleep 0.2
done
echo
echo "Nhịp Cầu is at $address (the accounts stand above). Ctrl-C stops it."

wait -n "${children[@]}" || true
say "The web server or the worker ended by itself; stopping the other." >&2
stop
exit 1
