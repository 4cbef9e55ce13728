#!/bin/sh
# Writes the hashed requirement files from pyproject.toml.
#
#   packaging/lock.sh              take over what pyproject.toml changed, leave every other version as it is
#   packaging/lock.sh --upgrade    take the newest versions that pyproject.toml allows
#   packaging/lock.sh --check      write nothing; exit 1 where the files do not follow from pyproject.toml
#
# Needs uv (one is in the development environment that ./run makes) and the package index.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"

uv=${LIQDESK_VENV:-$root/.venv}/bin/uv
[ -x "$uv" ] || uv=uv

compile() { # the file to write, then further options
    out=$1
    shift
    "$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-python-downloads \
        --custom-compile-command packaging/lock.sh --output-file "$out" "$@" pyproject.toml
}

case ${1:-} in
'' | --upgrade)
    compile packaging/requirements.txt "$@"
    compile packaging/requirements-dev.txt --group dev --constraints packaging/requirements.txt "$@"
    compile packaging/requirements-build.txt --group build --constraints packaging/requirements-dev.txt "$@"
    ;;
--check)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp packaging/requirements*.txt "$work"
    # What the files hold already is kept by uv as long as it fits: a difference means that it no longer does.
    compile "$work/requirements.txt"
    compile "$work/requirements-dev.txt" --group dev --constraints "$work/requirements.txt"
    compile "$work/requirements-build.txt" --group build --constraints "$work/requirements-dev.txt"
    for name in requirements.txt requirements-dev.txt requirements-build.txt; do
        sed "s|$work/|packaging/|g" "$work/$name" >"$work/new"
        if ! diff -u "packaging/$name" "$work/new"; then
            echo "lock: packaging/$name does not follow from pyproject.toml; run packaging/lock.sh" >&2
            exit 1
        fi
    done
    ;;
*)
    echo "usage: packaging/lock.sh [--upgrade | --check]" >&2
    exit 2
    ;;
esac
