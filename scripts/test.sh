#!/usr/bin/env bash
# Run every check; each one runs, and any that fails makes the whole fail. TEST_POSTGRESQL_URL names a server of
# your own; without it a throw-away one is started. TEST_PROCESSES is how many tests run beside each other.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh --test
# Whatever this shell says about a real installation does not count here: neither its database nor its mail.
unset "${!NHIP_CAU_@}"
export PATH="$PWD/.venv/bin:$PATH" FLASK_APP=app.py
CHROMIUM=$(scripts/chromium.sh)
export CHROMIUM
processes=${TEST_PROCESSES:-2}
scratch=$(mktemp -d)
failed=()

finish() {
    if [ -d "$scratch/postgres" ]; then scripts/postgres.sh stop "$scratch/postgres"; fi
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

check() {
    echo "== $1"
    "${@:2}" || failed+=("$1")
}

free_port() {
    python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

migrations_lead_to_the_models() {
    local instance="$scratch/instance"
    NHIP_CAU_INSTANCE="$instance" flask db upgrade && NHIP_CAU_INSTANCE="$instance" flask db check
}

if [ -z "${TEST_POSTGRESQL_URL:-}" ]; then
    chmod 755 "$scratch"
    TEST_POSTGRESQL_URL=$(scripts/postgres.sh start "$scratch/postgres" "$(free_port)")
fi
export TEST_POSTGRESQL_URL

check "style" ruff check .
check "floors" lint-imports
check "vendored files" python scripts/vendor.py --check
check "migrations" migrations_lead_to_the_models
check "tests on SQLite" pytest -n "$processes" -m "not browser" --database sqlite
check "tests on PostgreSQL" pytest -n "$processes" -m "not browser" --database postgresql
check "tests in the browser" pytest -m browser

if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "All checks passed."
