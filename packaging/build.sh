#!/bin/bash
# Builds what is handed out, from this checkout, into dist/:
#
#   packaging/build.sh [KIND...]     KIND: wheel (and sdist), bundle (a folder and an archive of it), deb; default all three
#
# Every package that takes part is checked by its hash (packaging/requirements-build.txt). Times inside come from the commit, so
# that the same commit gives the same wheel and sdist to the byte. With every build goes a list of its parts (CycloneDX).
#
# Needs git, binutils and, for `deb`, dpkg-deb; a Python with venv and, on Debian, libpython3.x. PYTHON names another one.
# What is built needs a glibc no newer than that of Debian 12's own parts: build there, or on something older.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root"
python=${PYTHON:-python3}
kinds=("$@")
[[ $# -gt 0 ]] || kinds=(wheel bundle deb)
for kind in "${kinds[@]}"; do
    case $kind in wheel | bundle | deb) ;; *) echo "usage: packaging/build.sh [wheel] [bundle] [deb]" >&2; exit 2 ;; esac
done
wanted() { [[ " ${kinds[*]} " == *" $1 "* ]]; }
say() { echo "build: $*"; }

readonly LARGEST_MB=240 # unpacked
readonly NEWEST_GLIBC=2.35 # that of Ubuntu 22.04, the oldest system the bundle is for
work=$root/build dist=$root/dist env=$root/build/env
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' liqdesk/__init__.py)
sbom=$dist/liqdesk-$version.cdx.json
if [[ -z ${SOURCE_DATE_EPOCH:-} ]] && commit=$(git log -1 --format=%ct 2>/dev/null); then SOURCE_DATE_EPOCH=$commit; fi
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1580601600} PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
unset PYTHONPATH PYTHONHOME
umask 022
mkdir -p "$work" "$dist"

# ---- Two environments: one to build in, one with exactly what is handed out
environment() { # FOLDER LOCK
    local stamp
    stamp="$(cksum <"$2") $("$python" -c 'import sys; print(sys.executable, sys.version)')"
    [[ ! -r $1/stamp || $(<"$1/stamp") != "$stamp" ]] || return 0
    say "making ${1#"$root"/} from ${2#"$root"/}"
    rm -rf "$1"
    local uv=${LIQDESK_VENV:-$root/.venv}/bin/uv
    if [[ -x $uv ]]; then
        "$uv" venv --quiet --no-project --no-python-downloads --python "$python" "$1"
        "$uv" pip install --quiet --python "$1/bin/python" --require-hashes -r "$2"
    else
        "$python" -m venv "$1"
        "$1/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$2"
    fi
    echo "$stamp" >"$1/stamp"
}
environment "$env" "$root/packaging/requirements-build.txt"
environment "$work/parts" "$root/packaging/requirements.txt"

# ---- The list of parts
"$env/bin/cyclonedx-py" environment --pyproject pyproject.toml --mc-type application --output-reproducible \
    --spec-version 1.6 --output-format JSON --output-file "$sbom" "$work/parts/bin/python"
"$work/parts/bin/python" -P packaging/sbom.py "$sbom"
"$env/bin/python" -P packaging/check_sbom.py "$sbom"

"$work/parts/bin/python" -P packaging/licences.py "$dist/THIRD-PARTY-LICENCES.txt" >/dev/null

# ---- Wheel and sdist, the wheel from the sdist
if wanted wheel; then
    rm -f "$dist"/liqdesk-*.whl "$dist"/liqdesk-"$version".tar.gz
    "$env/bin/python" -P -m build --no-isolation --outdir "$dist" . >"$work/wheel.log" 2>&1 || { cat "$work/wheel.log" >&2; exit 1; }
    say "$(cd "$dist" && ls liqdesk-*.whl liqdesk-"$version".tar.gz | tr '\n' ' ')"
fi

# ---- The bundle
glibc_of() { # the newest version of glibc that anything below a folder asks for
    find "$1" -type f \( -name '*.so*' -o -name liqdesk \) -exec objdump -T {} + 2>/dev/null |
        grep -o 'GLIBC_2\.[0-9]*' | sort -uV | tail -n 1 | cut -d_ -f2
}
slim() { # take symbols out that only a debugger reads; numpy's own libraries were patched and would not survive it
    find "$1" -type f -name '*.so*' -not -path '*/numpy.libs/*' -print0 |
        xargs -0 -n 16 strip --strip-unneeded --preserve-dates
}
if wanted bundle || wanted deb; then
    "$env/bin/python" -P packaging/icons.py "$work/icons"
    LIQDESK_ICONS=$work/icons "$env/bin/pyinstaller" --noconfirm --clean --log-level WARN --distpath "$work/bundle" \
        --workpath "$work/pyinstaller" packaging/pyinstaller/liqdesk.spec >"$work/bundle.log" 2>&1 ||
        { cat "$work/bundle.log" >&2; exit 1; }
    bundle=$work/bundle/liqdesk
    slim "$bundle"
    cp LICENSE "$bundle/LICENSE.txt"
    cp "$dist/THIRD-PARTY-LICENCES.txt" "$bundle"
    cp "$sbom" "$bundle/parts.cdx.json"
    dangling=$(find "$bundle" -xtype l)
    [[ -z $dangling ]] || { echo "build: these point nowhere: $dangling" >&2; exit 1; }
    size=$(find "$bundle" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%.1f", sum / 1e6 }')
    glibc=$(glibc_of "$bundle")
    say "bundle: $size MB unpacked, needs glibc $glibc"
    awk -v size="$size" -v most="$LARGEST_MB" 'BEGIN { exit size > most }' ||
        { echo "build: the bundle is larger than $LARGEST_MB MB" >&2; exit 1; }
    [[ $(printf '%s\n' "$glibc" "$NEWEST_GLIBC" | sort -V | tail -n 1) == "$NEWEST_GLIBC" ]] ||
        { echo "build: the bundle would not start with glibc $NEWEST_GLIBC" >&2; exit 1; }
    packaging/pyinstaller/prove.sh "$bundle"
fi
if wanted bundle; then
    archive=$dist/liqdesk-$version-linux-$(uname -m).tar.xz
    tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -C "$work/bundle" -cf - liqdesk |
        xz -T2 -6 >"$archive"
    say "${archive##*/}, $(stat -c %s "$archive") bytes"
fi
if wanted deb; then PYTHON=$env/bin/python packaging/debian/build-deb.sh "$bundle" "$work/icons" "$dist"; fi

(cd "$dist" && sha256sum -- liqdesk[-_]*.* THIRD-PARTY-LICENCES.txt | LC_ALL=C sort -k 2 >SHA256SUMS)
say "dist/SHA256SUMS names $(wc -l <"$dist/SHA256SUMS") files"
