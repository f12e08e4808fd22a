#!/bin/sh
# Print the path of a Chromium or Chrome that really starts; fail if there is none. Ubuntu's chromium-browser is a
# stand-in for a snap and cannot be driven by tests, so each candidate has to tell its version.
set -eu

for browser in "${CHROMIUM:-}" chromium google-chrome google-chrome-stable chromium-browser \
    "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome; do
    path=$(command -v "$browser" 2>/dev/null) || continue
    case $(readlink -f "$path") in /snap/* | */bin/snap) continue ;; esac
    if "$path" --version >/dev/null 2>&1; then
        echo "$path"
        exit 0
    fi
done
exit 1
