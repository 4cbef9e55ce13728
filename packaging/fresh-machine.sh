#!/bin/bash
# Proves on an empty machine that one word is enough: makes a minimal Debian or Ubuntu in a folder (no Python, no Qt
# libraries, no sudo, no certificates), clones what is committed into it and runs ./run there.
#
#   packaging/fresh-machine.sh SUITE [COMMAND...]     SUITE: bookworm, trixie, noble, ...; COMMAND: default ./run test
#
# As root, or with PLAIN=1 as a user who may use sudo without a password. Needs root and mmdebstrap. MIRROR names another
# archive. Proxies, pip's settings and the machine's own certificates are handed in, so that it works where those are needed.
# Leaves nothing behind; KEEP=1 keeps the folder.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/packaging/machine.sh"
suite=${1:?usage: packaging/fresh-machine.sh SUITE [COMMAND...]}
shift
[[ $# -gt 0 ]] || set -- ./run test

began=$SECONDS
make_machine "$suite"
echo "fresh-machine: $suite made in $((SECONDS - began)) s" >&2

mkdir "$machine/src"
git clone --quiet --depth 1 "file://$root" "$machine/src/liqdesk"
who=inside
if [[ ${PLAIN:-} == 1 ]]; then
    who=as_trader
    inside apt-get update -q >/dev/null
    inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends sudo >/dev/null
    add_trader
    echo 'trader ALL=(ALL) NOPASSWD: ALL' >"$machine/etc/sudoers.d/trader"
    inside chown -R trader: /src/liqdesk
fi

began=$SECONDS
code=0
"$who" sh -c 'cd /src/liqdesk && "$@"' sh "$@" || code=$?
echo "fresh-machine: $suite, ${who/inside/root}: '$*' ended with $code after $((SECONDS - began)) s" >&2
exit "$code"
