#!/bin/bash
# Compiles the Windows installer on Linux against a stand-in for the payload, which proves that the script is sound and nothing
# more: the installer is not run.
#
#   packaging/windows/try-installer.sh [ICON]     ICON: an .ico of packaging/icons.py; without it a bare one is written
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
command -v makensis >/dev/null || { echo "try-installer: makensis is missing (apt-get install nsis)" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/payload/_internal/liqdesk"
printf 'MZ stand-in' | tee "$work/payload/liqdesk.exe" "$work/payload/liqdesk-console.exe" >"$work/payload/_internal/python311.dll"
icon=$(realpath -m "${1:-$work/bare.ico}") # makensis looks from the folder of its script
if [[ ! -f $icon ]]; then # one pixel of 32 bits: a header, an entry, a bitmap of twice its height, its mask
    printf '\0\0\1\0\1\0\1\1\0\0\1\0\40\0\60\0\0\0\26\0\0\0\50\0\0\0\1\0\0\0\2\0\0\0\1\0\40\0' >"$icon"
    printf '\0\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\52\42\32\377\0\0\0\0' >>"$icon"
fi
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$here/../../liqdesk/__init__.py")
authors=$(sed -n 's/^authors = \[{ name = "\([^"]*\)".*/\1/p' "$here/../../pyproject.toml")
out=$work/liqdesk-$version-setup.exe
makensis -V2 -WX "-DPAYLOAD=$work/payload" "-DVERSION=$version" "-DAUTHORS=$authors" "-DOUT=$out" "-DICON=$icon" "$here/liqdesk.nsi"
[[ $(head -c 2 "$out") == MZ ]] || { echo "try-installer: what came out is no program" >&2; exit 1; }
echo "try-installer: $(stat -c %s "$out") bytes"
