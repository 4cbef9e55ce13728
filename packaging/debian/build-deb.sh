#!/bin/bash
# Makes a Debian package of a bundle: /opt/liqdesk, the command, and what a desktop wants to know of it.
#
#   packaging/debian/build-deb.sh BUNDLE ICONS OUT      BUNDLE: the folder that packaging/build.sh made; OUT: a folder
#
# packaging/build.sh calls it. Needs dpkg-deb, binutils, and PYTHON (a Python that has the standard library).
# Responsible for it are the authors that pyproject.toml names. LIQDESK_ADDRESS is where they are reached by mail; Debian demands
# an address, and one that ends in .invalid says that there is none (RFC 2606).
set -euo pipefail
[[ $# == 3 ]] || { echo "usage: packaging/debian/build-deb.sh BUNDLE ICONS OUT" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
bundle=$(realpath "$1") icons=$(realpath "$2") out=$(realpath "$3")
python=${PYTHON:-python3}
id=io.github.liqdesk.liqdesk
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/liqdesk/__init__.py")
authors=$("$python" -c "import sys; sys.path[:0] = [sys.argv[1]]; import metainfo; print(metainfo.authors())" "$root/packaging/linux")
maintainer="$authors <${LIQDESK_ADDRESS:-none@liqdesk.invalid}>"
umask 022
tree=$(mktemp -d "${TMPDIR:-/tmp}/liqdesk-deb.XXXXXX")
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

# ---- What the bundle expects of the system, by what it links to
linked() { # every name that a file of the bundle asks the loader for
    find "$bundle" -type f \( -name '*.so*' -o -name liqdesk \) -exec objdump -p {} + 2>/dev/null |
        awk '$1 == "NEEDED" { print $2 }' | sort -u
}
depends() {
    local name package unknown=
    while read -r name; do
        [[ -z $(find "$bundle" -name "$name" -print -quit) ]] || continue
        package=$(awk -v name="$name" '$1 == name { $1 = ""; sub(/^ /, ""); print; exit }' "$here/depends.txt")
        case $package in
        '') unknown+=" $name" ;;
        - | suggested) ;;
        *) echo "$package" ;;
        esac
    done < <(linked)
    [[ -z $unknown ]] || { echo "build-deb: no package is known for:$unknown" >&2; return 1; }
}
depends=$(depends) || exit 1
depends=$(sort -u <<<"$depends" | paste -sd, | sed 's/,/, /g')

# ---- The files
install -d "$tree"/{DEBIAN,opt,usr/bin,usr/share/{applications,metainfo,man/man1,doc/liqdesk,lintian/overrides}}
cp -a "$bundle" "$tree/opt/liqdesk"
find "$tree/opt/liqdesk" -type d -exec chmod 755 {} +
find "$tree/opt/liqdesk" -type f -exec chmod 644 {} +
chmod 755 "$tree/opt/liqdesk/liqdesk"
ln -s /opt/liqdesk/liqdesk "$tree/usr/bin/liqdesk"
install -m 644 "$root/packaging/linux/$id.desktop" "$tree/usr/share/applications"
"$python" "$root/packaging/linux/metainfo.py" "$tree/usr/share/metainfo/$id.metainfo.xml"
install -d "$tree/usr/share/icons"
cp -r "$icons/hicolor" "$tree/usr/share/icons/hicolor"
find "$tree/usr/share/icons" -type f -exec chmod 644 {} +
gzip -9n <"$root/packaging/linux/liqdesk.1" >"$tree/usr/share/man/man1/liqdesk.1.gz"
doc=$tree/usr/share/doc/liqdesk
"$python" "$here/changelog.py" "$maintainer" | gzip -9n >"$doc/changelog.gz"
rm "$tree/opt/liqdesk/LICENSE.txt" # it stands in the copyright file
mv "$tree/opt/liqdesk/THIRD-PARTY-LICENCES.txt" "$tree/opt/liqdesk/parts.cdx.json" "$doc"
gzip -9n "$doc/THIRD-PARTY-LICENCES.txt" "$doc/parts.cdx.json"
"$python" - "$authors" "$here/copyright.in" "$root/LICENSE" "$root/resources/fonts/OFL.txt" >"$doc/copyright" <<'PYTHON'
import sys
from pathlib import Path

text, licence, font = (Path(name).read_text(encoding="utf-8") for name in sys.argv[2:])
folded = ("\n".join(f" {line.strip()}" if line.strip() else " ." for line in one.strip().splitlines()) for one in (licence, font))
sys.stdout.write(text.replace("@AUTHORS@", sys.argv[1]).replace("@MIT@", next(folded)).replace("@OFL@", next(folded)))
PYTHON
install -m 644 "$here/lintian-overrides" "$tree/usr/share/lintian/overrides/liqdesk"

# ---- What dpkg wants to know
size=$(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f1)
sed -e "s|@VERSION@|$version|" -e "s|@SIZE@|$size|" -e "s/@DEPENDS@/$depends/" -e "s|@MAINTAINER@|$maintainer|" \
    "$here/control.in" >"$tree/DEBIAN/control"
(cd "$tree" && find opt usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
chmod 644 "$tree"/DEBIAN/*
[[ -z ${SOURCE_DATE_EPOCH:-} ]] || find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --threads-max=2 -Zxz --build "$tree" "$out/liqdesk_${version}_amd64.deb" >/dev/null
echo "build-deb: liqdesk_${version}_amd64.deb, $(stat -c %s "$out/liqdesk_${version}_amd64.deb") bytes"
