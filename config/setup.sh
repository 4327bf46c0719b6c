#!/bin/sh
# What the Makefile needs on a machine: the venv, the browser files, the tools of the tests.
# Called as `sh config/setup.sh venv|browser-files|test-tools` from the top folder. What it can
# install it installs; what it cannot it names in one sentence. How the hub runs is not said here.
set -eu

VENDOR=web/static/vendor

say() { printf '%s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }

# install "what it is for" package... : Debian packages, when this is root on Debian or Ubuntu.
install() {
    purpose=$1; shift
    have apt-get || stop "$purpose is missing: install the equivalent of the Debian packages '$*' and run make again."
    is_root || stop "$purpose is missing: run 'sudo apt-get install $*' and then make again."
    say "Installing $* ($purpose)"
    log=$(mktemp)
    if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        stop "$purpose could not be installed: check the machine's package sources, run 'apt-get install $*' and then make again."
    fi
    rm -f "$log"
}

find_python() {
    for name in python3.11 python3.12 python3.13 python3; do
        if have "$name" && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return
        fi
    done
}

make_venv() {
    python=$(find_python)
    [ -n "$python" ] || stop "Python 3.11 or newer is missing: install it (on Debian 12: 'apt-get install python3') and run make again."
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install "Python's venv module" "python$version-venv"
    fi
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    say "Installing the hub into .venv (a few minutes the first time)"
    .venv/bin/python -m pip install -q --disable-pip-version-check -e '.[dev]' ||
        stop "pip could not install the packages above: check that this machine reaches PyPI (or set PIP_INDEX_URL) and run make again."
    touch .venv/.ready
}

find_npm() {
    if have node && have npm; then return; fi
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
    [ -x .venv/bin/npm ] && return
    say "Installing Node.js into .venv (this machine has none)"
    .venv/bin/python -m pip install -q --disable-pip-version-check -e '.[node]' ||
        stop "Node.js could not be installed: install it (on Debian 12: 'apt-get install nodejs npm') and run make again."
}

browser_files() {
    find_npm
    say "Fetching the browser files into $VENDOR"
    npm install --package-lock=false --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 >/dev/null ||
        stop "npm could not fetch the packages of package.json: check that this machine reaches the npm registry and run make again."
    rm -rf "$VENDOR"
    dkfds=node_modules/dkfds
    fonts=fonts/IBMPlexSans/complete/woff2
    mkdir -p "$VENDOR/dkfds/css" "$VENDOR/dkfds/js" "$VENDOR/dkfds/$fonts" "$VENDOR/socket.io"
    cp "$dkfds/dist/css/dkfds.min.css" "$VENDOR/dkfds/css/"
    cp "$dkfds/dist/js/dkfds.min.js" "$VENDOR/dkfds/js/"
    cp "$dkfds/dist/$fonts"/* "$VENDOR/dkfds/$fonts/"
    cp -R "$dkfds/dist/img" "$dkfds/LICENSE.md" "$VENDOR/dkfds/"
    cp node_modules/socket.io-client/dist/socket.io.esm.min.js node_modules/socket.io-client/LICENSE "$VENDOR/socket.io/"
    touch "$VENDOR/.ready"
}

has_chromium() { have chromium || have chromium-browser || have google-chrome; }
has_postgres() { have postgres || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }

has_nft() { [ -x "${SBIN:-/usr/sbin}/nft" ]; } # not on everybody's PATH

# Wanted, not needed: its tests say why they are skipped where it cannot be had (on Ubuntu it is a snap).
second_browser() {
    if have firefox-esr || have firefox || ! have apt-cache || ! is_root; then return; fi
    if apt-cache show firefox-esr >/dev/null 2>&1; then
        (install "A second browser for the tests" firefox-esr) || say "Going on without Firefox"
    fi
}

test_tools() {
    missing=
    has_chromium || missing="$missing chromium fonts-liberation"
    has_postgres || missing="$missing postgresql"
    have espeak-ng || missing="$missing espeak-ng"
    have turnserver || missing="$missing coturn"
    has_nft || missing="$missing nftables"
    have tshark || missing="$missing tshark"
    # shellcheck disable=SC2086 -- one word per package
    [ -z "$missing" ] || install "What the tests drive (a browser, a database, a voice, a TURN server, its firewall, a reader of captures)" $missing
    second_browser
    has_chromium || stop "Chromium is missing and this system's package is not enough (a snap?): install Google Chrome or Chromium and run make again."
    touch .venv/.test-tools
}

case "${1:-}" in
    venv) make_venv ;;
    browser-files) browser_files ;;
    test-tools) test_tools ;;
    *) stop "usage: sh config/setup.sh venv|browser-files|test-tools" ;;
esac
