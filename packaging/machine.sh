# Empty machines in folders, for scripts that prove something on one: sourced, not run. Needs root and mmdebstrap.
#
#   make_machine SUITE     sets $machine: a minimal Debian or Ubuntu without Python, Qt's libraries, sudo or certificates
#   inside COMMAND...      runs something there as root, `as_trader COMMAND...` as a plain user, with nothing of this environment
#                          but proxies, pip's settings and what stands in the array `hand_in`
#
# The machine goes when the script ends; KEEP=1 keeps it. MIRROR names another archive. KEYRING names a file with the archive's
# keys where this system has none: a Debian needs one for Ubuntu (from Ubuntu's package ubuntu-keyring; the archive's key of 2018
# is F6EC B376 2474 EDA9 D21B 7022 8719 20D1 991B C93C).

machine=
trader_home=/home/trader
hand_in=(LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin CI=true)

unmake_machine() {
    local place
    [[ -n $machine ]] || return 0
    for place in tmp/.X11-unix dev proc; do
        if mountpoint -q "$machine/$place"; then umount -l "$machine/$place"; fi
    done
    if [[ ${KEEP:-} == 1 ]]; then echo "kept: $machine" >&2; else rm -rf --one-file-system "$machine"; fi
    machine=
}

make_machine() {
    local suite=$1 mirror components name
    case $suite in
    noble | jammy | plucky | questing | resolute) mirror=${MIRROR:-http://archive.ubuntu.com/ubuntu} components=main,universe ;;
    *) mirror=${MIRROR:-http://deb.debian.org/debian} components=main ;;
    esac
    command -v mmdebstrap >/dev/null || apt-get install -y -q --no-install-recommends mmdebstrap >&2
    machine=$(mktemp -d "${TMPDIR:-/tmp}/liqdesk-machine.XXXXXX")
    trap unmake_machine EXIT
    mmdebstrap --quiet ${KEYRING:+--keyring="$KEYRING"} --variant=minbase --include=apt --components="$components" "$suite" "$machine" "$mirror"
    if chroot "$machine" sh -c 'command -v python3 || command -v sudo'; then
        echo "machine: $suite is not as empty as it should be" >&2
        return 1
    fi
    chmod 755 "$machine"
    mount -t proc proc "$machine/proc"
    mount --rbind /dev "$machine/dev"
    mount --make-rslave "$machine/dev"
    cp /etc/resolv.conf "$machine/etc/resolv.conf"
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL PIP_EXTRA_INDEX_URL \
        PIP_DEFAULT_TIMEOUT LIQDESK_NO_SYSTEM; do
        [[ -z ${!name:-} ]] || hand_in+=("$name=${!name}")
    done
    if [[ -n ${PIP_CERT:-} ]]; then
        install -D -m 644 "$PIP_CERT" "$machine/usr/local/share/machine-certificates.crt"
        hand_in+=(PIP_CERT=/usr/local/share/machine-certificates.crt)
    fi
}

inside() { chroot "$machine" env -i HOME=/root "${hand_in[@]}" "$@" </dev/null; }

add_trader() { # a plain user, with whose account everything else is done
    inside useradd --create-home --shell /bin/bash trader
    install -d -m 700 "$machine/run/user/trader"
    inside chown trader: /run/user/trader
}

as_trader() {
    chroot --userspec=trader:trader "$machine" \
        env -i HOME="$trader_home" USER=trader XDG_RUNTIME_DIR=/run/user/trader "${hand_in[@]}" "$@" </dev/null
}
