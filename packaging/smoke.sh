#!/bin/bash
# Proves that an installed liqdesk starts without its checkout: a clean environment, the locked requirements, the wheel,
# the files inside it, and a real window under Xvfb.
#
#   packaging/smoke.sh WHEEL [PYTHON]
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd -P)
wheel=$(realpath "${1:?usage: packaging/smoke.sh WHEEL [PYTHON]}")
base=${2:-python3}
work=$(mktemp -d "${TMPDIR:-/tmp}/liqdesk-smoke.XXXXXX")
trap 'rm -rf "$work"' EXIT
fail() { echo "smoke: $*" >&2; exit 1; }

# ---- what the wheel holds
"$base" - "$wheel" "$root" <<'PYTHON' || fail "the wheel does not hold what it should"
import pathlib, sys, zipfile

wheel, root = sys.argv[1], pathlib.Path(sys.argv[2])
held = set(zipfile.ZipFile(wheel).namelist())
wanted = {"liqdesk/" + path.relative_to(root).as_posix() for path in (root / "resources").rglob("*") if path.is_file()}
wanted |= {
    path.relative_to(root).as_posix()
    for path in (root / "liqdesk").rglob("*")
    if path.is_file() and path.suffix in {".py", ".sql", ".typed"}
}
missing, strange = sorted(wanted - held), sorted(n for n in held if n.split("/")[0] not in {"liqdesk"} and ".dist-info/" not in n)
for name in missing:
    print("missing:", name, file=sys.stderr)
for name in strange:
    print("strange:", name, file=sys.stderr)
print(f"smoke: the wheel holds {len(held)} files, {sum('liqdesk/resources/' in n for n in held)} of them resources")
sys.exit(bool(missing or strange))
PYTHON

# ---- installed as a user would
"$base" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root/packaging/requirements.txt"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$wheel"
liqdesk=$work/venv/bin/liqdesk

# ---- started from somewhere else, as somebody else's first start
mkdir -m 700 "$work/home" "$work/elsewhere" "$work/run"
cd "$work/elsewhere"
unset PYTHONPATH DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY QT_QPA_PLATFORM
export HOME=$work/home XDG_RUNTIME_DIR=$work/run
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME

version=$("$liqdesk" --version) || fail "--version failed"
[[ $version == "liqdesk $("$work/venv/bin/python" -c 'from importlib.metadata import version; print(version("liqdesk"))')" ]] ||
    fail "--version says $version"
"$liqdesk" decode okx </dev/null || fail "decode failed on empty input"

selftest() { # one JSON object, for the platform named
    local out
    out=$(timeout -k 5 90 "$@" "$liqdesk" --profile "$work/profile" --selftest 200) || fail "--selftest ended with $? under: $*"
    [[ $(wc -l <<<"$out") == 1 ]] || fail "--selftest printed more than one line: $out"
    "$work/venv/bin/python" -c 'import json, sys; json.loads(sys.argv[1])' "$out" || fail "--selftest printed no JSON: $out"
    echo "smoke: $out"
}
if command -v xvfb-run >/dev/null; then
    selftest xvfb-run -a -s "-screen 0 1280x800x24" env QT_QPA_PLATFORM=xcb
else
    fail "xvfb-run is missing: install xvfb"
fi
echo "smoke: ok"
