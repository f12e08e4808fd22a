#!/usr/bin/env bash
# A PostgreSQL server for tests, fast and without memory of a crash.
#   scripts/postgres.sh start FOLDER PORT   print its SQLAlchemy URL
#   scripts/postgres.sh stop FOLDER         end it and remove FOLDER
set -euo pipefail

usage() { sed -n '2,4s/^# *//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
folder=$2

# The newest of the installed versions.
programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || { echo "PostgreSQL's server is missing: sudo apt-get install postgresql" >&2; exit 1; }

# initdb refuses root.
as_server() {
    if [ "$(id -u)" = 0 ]; then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi
}

start() {
    mkdir -p "$folder"
    folder=$(cd "$folder" && pwd)
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    as_server "$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --no-sync \
        --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    local options="-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories='$folder'"
    options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    if ! as_server "$programs/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --wait -o "$options" start >/dev/null; then
        as_server cat "$folder/log" >&2
        exit 1
    fi
    echo "postgresql+psycopg://postgres@127.0.0.1:$1/nhip_cau"
}

stop() {
    as_server "$programs/pg_ctl" --pgdata="$(cd "$folder" && pwd)/data" --mode=immediate --wait stop >/dev/null || true
    rm -rf "$folder"
}

case $1 in
    start) [ $# = 3 ] || usage; start "$3" ;;
    stop) stop ;;
    *) usage ;;
esac
