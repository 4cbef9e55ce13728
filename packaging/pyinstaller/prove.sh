#!/bin/bash
# Proves that a bundle works: it starts, draws, and its parts start as processes of their own.
#
#   packaging/pyinstaller/prove.sh FOLDER [PROGRAM]     PROGRAM: how it is started, default FOLDER/liqdesk
#
# Under Xvfb too where xvfb-run is here. Prints one line for each thing proved.
set -euo pipefail
folder=$(realpath "${1:?usage: packaging/pyinstaller/prove.sh FOLDER [PROGRAM]}")
liqdesk=${2:-$folder/liqdesk}
home=$(mktemp -d "${TMPDIR:-/tmp}/liqdesk-prove.XXXXXX")
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY DISPLAY QT_QPA_PLATFORM PYTHONPATH
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
export HOME=$home XDG_RUNTIME_DIR=$home/run
fail() { echo "prove: $*" >&2; exit 1; }
ok() { echo "prove: $*"; }

[[ $("$liqdesk" --version) == "liqdesk "* ]] || fail "--version says nothing"
selftest() { # NAME, then what stands before the program
    local name=$1 out
    shift
    out=$(timeout -k 5 90 "$@" "$liqdesk" --profile "$home/profile" --selftest 200) || fail "--selftest ended with $? on $name"
    [[ $(wc -l <<<"$out") == 1 && $out == '{"ok":true,"events":200,'* ]] || fail "--selftest said on $name: $out"
    ok "$name: $out"
}
selftest offscreen env QT_QPA_PLATFORM=offscreen
if command -v xvfb-run >/dev/null; then selftest xcb xvfb-run -a -s "-screen 0 1920x1080x24" env QT_QPA_PLATFORM=xcb; fi

told=$(echo '{"do": "outputs"}' | { cat; sleep 2; } | timeout 20 "$liqdesk" -m liqdesk.ui.announce.player 2>/dev/null) ||
    fail "the player of sounds ended with $?"
[[ $told == *'"told": "outputs"'* ]] || fail "the player of sounds said: $told"
ok "player of sounds: $told"

# A port of this machine at which nobody listens: apprise must find its plugin and be refused there.
order='{"address": "json://127.0.0.1:9/", "title": "t", "body": "b", "kind": "info", "limit_s": 5}'
told=$(timeout 30 "$liqdesk" -m liqdesk.outbox.courier <<<"$order") || fail "the courier ended with $?"
[[ $told == '{"sent":false,"address":false,'* ]] || fail "the courier said: $told"
ok "courier: $told"

timeout 60 "$liqdesk" simulate --scenario squeeze --tape "$home/tape.jsonl.zst" >/dev/null || fail "no tape could be written"
timeout 120 "$liqdesk" replay "$home/tape.jsonl.zst" --speed max --headless --json >"$home/replay" || fail "the tape could not be played"
[[ $(tail -n 1 "$home/replay") == '{"at":'* ]] || fail "the replay ended with: $(tail -n 1 "$home/replay")"
ok "a tape was written and played: $(wc -l <"$home/replay") lines"
timeout 60 "$liqdesk" screenshot "$home/picture.png" --demo squeeze --size 1280x800 || fail "no picture could be drawn"
[[ $(head -c 4 "$home/picture.png" | tail -c 3) == PNG ]] || fail "the picture is no PNG"
ok "a picture of $(stat -c %s "$home/picture.png") bytes was drawn"
doctor=$(timeout 120 "$liqdesk" --profile "$home/profile" doctor --json) || true # it says 1 where anything is missing here
[[ $doctor == '{'* && $doctor == *'"store"'* ]] || fail "the doctor said: $doctor"
ok "the doctor answered"
