#!/bin/sh
# Make this machine able to run Nhịp Cầu: Python, system libraries, and .venv as the lock says. With --test also what
# the tests need: Chromium, a PostgreSQL and an IMAP server (Dovecot), poppler. Does nothing where nothing is missing.
set -eu
cd "$(dirname "$0")/.."

LOCK=requirements.lock
[ "${1:-}" = --test ] && LOCK=requirements-test.lock

say() { printf '%s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# A Python that can make environments goes before one that first needs a package.
find_python() {
    for wish in has_venv is_recent; do
        for name in python3.13 python3.12 python3.11 python3; do
            if is_recent "$name" && "$wish" "$name"; then
                command -v "$name"
                return
            fi
        done
    done
}

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
is_known() { [ -n "$(apt-cache show "$1" 2>/dev/null)" ]; }
has_dovecot() { [ -x /usr/sbin/dovecot ] && ls /usr/lib/dovecot/imap >/dev/null 2>&1; }
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
is_debian() { grep -q '^ID=debian' /etc/os-release; }

python_packages() {
    if [ -z "$PYTHON" ]; then
        echo python3.11 python3.11-venv
    elif ! has_venv "$PYTHON"; then
        "$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
}

libraries() {
    for package in libpango-1.0-0 libpangoft2-1.0-0; do
        is_installed "$package" || echo "$package"
    done
    # Only makes PDFs quicker, and Ubuntu 22.04 has no such package.
    is_installed libharfbuzz-subset0 || { is_known libharfbuzz-subset0 && echo libharfbuzz-subset0; } || true
}

test_packages() {
    has_postgresql || echo postgresql
    # The same name in Debian 12 and 13 and in Ubuntu 22.04 and 24.04; brings the server itself along.
    has_dovecot || echo dovecot-imapd
    command -v pdftotext >/dev/null || echo poppler-utils
    # Playwright's driver is a Node program that is linked against it.
    is_installed libatomic1 || echo libatomic1
    if is_debian && ! scripts/chromium.sh >/dev/null; then echo chromium; fi
}

missing_packages() {
    python_packages
    libraries
    if [ "$LOCK" = requirements-test.lock ]; then test_packages; fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

# What a package manager says is shown only where it failed.
quietly() {
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
}

install_packages() {
    can_install || stop "Packages of the system are missing. Run this line, then start again:
  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    say "Installing $* from the system's packages"
    quietly as_root apt-get -qq update || stop "apt-get update failed: is there a network?"
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" ||
        stop "apt-get could not install: $*
Python 3.11 or newer is needed; on Ubuntu 22.04 it is in the section 'universe'."
}

require_packages() {
    if ! command -v apt-get >/dev/null; then
        say "This is neither Debian nor Ubuntu: Pango (and for tests PostgreSQL, Dovecot, poppler, Chromium) must be here already."
        [ -n "$PYTHON" ] || stop "Python 3.11 or newer with its venv module is missing."
        return 0
    fi
    missing=$(missing_packages | tr '\n' ' ')
    # shellcheck disable=SC2086  # a list of package names
    if [ -n "$missing" ]; then install_packages $missing; fi
}

# What the test lock installs holds the other lock whole, at the same versions.
stamp() { sha256sum "$1" | cut -d ' ' -f 1 >".venv/.$1"; }
is_current() {
    .venv/bin/python -c '' 2>/dev/null && [ "$(cat ".venv/.$LOCK" 2>/dev/null)" = "$(sha256sum "$LOCK" | cut -d ' ' -f 1)" ]
}

install_locked() {
    if command -v uv >/dev/null; then
        quietly uv pip install --python .venv/bin/python --require-hashes -r "$LOCK" && return
        say "uv could not install the packages; trying pip."
    fi
    quietly .venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r "$LOCK"
}

make_environment() {
    say "Installing the Python packages of $LOCK into .venv (up to a few minutes, once)"
    .venv/bin/python -m pip --version >/dev/null 2>&1 || "$PYTHON" -m venv --clear .venv
    install_locked || stop "The Python packages could not be installed: is there a network?"
    stamp requirements.lock
    if [ "$LOCK" = requirements-test.lock ]; then stamp "$LOCK"; fi
}

# Ubuntu's own package is a snap, which tests cannot drive: there Playwright's build takes its place.
require_browser() {
    scripts/chromium.sh >/dev/null && return
    say "No Chromium here; fetching the one that Playwright brings."
    if can_install; then as_root "$PWD/.venv/bin/python" -m playwright install-deps chromium >&2 || true; fi
    .venv/bin/python -m playwright install chromium >&2 || true
    scripts/chromium.sh >/dev/null && return
    can_install || say "If it was fetched and does not start, run this line, then start again:
  sudo $PWD/.venv/bin/python -m playwright install-deps chromium"
    stop "No usable Chromium. Install Google Chrome, or set CHROMIUM to a browser's path."
}

PYTHON=$(find_python)
require_packages
[ -n "$PYTHON" ] || PYTHON=$(find_python)
[ -n "$PYTHON" ] || stop "Python 3.11 or newer is missing."
is_current || make_environment
.venv/bin/python scripts/catalogue.py --compile
# The service may not write here, and compiling with every start takes half a second.
.venv/bin/python -m compileall -q app.py meetings || true
if [ "$LOCK" = requirements-test.lock ]; then require_browser; fi
