#!/bin/sh
# Remake requirements.lock and requirements-test.lock from pyproject.toml; versions already locked stay unless
# pyproject.toml forbids them. `scripts/lock.sh --upgrade` takes the newest of everything.
set -eu
cd "$(dirname "$0")/.."

command -v uv >/dev/null || { echo "scripts/lock.sh needs uv: python3 -m pip install uv" >&2; exit 1; }

compile() {
    # One version of each package for every Python: Ubuntu 22.04 brings a release candidate of 3.11, which a marker like
    # python_full_version < "3.12" does not match.
    uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header \
        pyproject.toml "$@"
}

compile "$@" --output-file requirements.lock
compile "$@" --extra test --constraint requirements.lock --output-file requirements-test.lock
