#!/bin/bash
# Proves on an empty machine that one word is enough: makes a minimal Debian or Ubuntu in a folder (no Python, no Qt
# libraries, no sudo, no certificates), copies the committed tree into it and runs ./run there.
#
#   packaging/fresh-machine.sh SUITE [COMMAND...]     SUITE: bookworm, trixie, noble, ...; COMMAND: default ./run test
#
# Needs root and mmdebstrap. MIRROR names another archive. Proxies, pip's settings and the machine's own certificates
# are handed in, so that it works where those are needed. Leaves nothing behind; KEEP=1 keeps the folder.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd -P)
suite=${1:?usage: packaging/fresh-machine.sh SUITE [COMMAND...]}
shift
[[ $# -gt 0 ]] || set -- ./run test
case $suite in
noble | jammy | plucky | questing) mirror=${MIRROR:-http://archive.ubuntu.com/ubuntu} components=main,universe ;;
*) mirror=${MIRROR:-http://deb.debian.org/debian} components=main ;;
esac
command -v mmdebstrap >/dev/null || apt-get install -y -q --no-install-recommends mmdebstrap >&2

machine=$(mktemp -d "${TMPDIR:-/tmp}/liqdesk-machine.XXXXXX")
cleanup() {
    for place in dev/pts dev proc sys; do
        if mountpoint -q "$machine/$place"; then umount -l "$machine/$place"; fi
    done
    if [[ ${KEEP:-} == 1 ]]; then echo "kept: $machine" >&2; else rm -rf --one-file-system "$machine"; fi
}
trap cleanup EXIT

began=$SECONDS
mmdebstrap --quiet --variant=minbase --components="$components" "$suite" "$machine" "$mirror"
echo "fresh-machine: $suite made in $((SECONDS - began)) s" >&2
if chroot "$machine" sh -c 'command -v python3 || command -v sudo'; then
    echo "fresh-machine: not as empty as it should be" >&2
    exit 1
fi

chmod 755 "$machine"
mount -t proc proc "$machine/proc"
mount --rbind /dev "$machine/dev"
mount --make-rslave "$machine/dev"
cp /etc/resolv.conf "$machine/etc/resolv.conf"
mkdir -p "$machine/src/liqdesk"
git -C "$root" archive HEAD | tar -x -C "$machine/src/liqdesk"

hand_in=(HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin CI=true)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL PIP_EXTRA_INDEX_URL \
    PIP_DEFAULT_TIMEOUT LIQDESK_NO_SYSTEM; do
    [[ -z ${!name:-} ]] || hand_in+=("$name=${!name}")
done
if [[ -n ${PIP_CERT:-} ]]; then
    install -D -m 644 "$PIP_CERT" "$machine/usr/local/share/machine-certificates.crt"
    hand_in+=(PIP_CERT=/usr/local/share/machine-certificates.crt)
fi

began=$SECONDS
code=0
chroot "$machine" env -i "${hand_in[@]}" sh -c 'cd /src/liqdesk && "$@"' sh "$@" </dev/null || code=$?
echo "fresh-machine: $suite: '$*' ended with $code after $((SECONDS - began)) s" >&2
exit "$code"
