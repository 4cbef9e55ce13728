#!/bin/bash
# Makes an AppImage of the bundle. Written by https://docs.appimage.org, not yet tried: its tool comes from a page that was out of
# reach where this was written.
#
#   APPIMAGETOOL=/path/to/appimagetool packaging/appimage/build-appimage.sh BUNDLE ICONS OUT
#
# BUNDLE and ICONS are what packaging/build.sh left in build/bundle/liqdesk and build/icons. Check the tool's hash before use.
set -euo pipefail
[[ $# == 3 ]] || { echo "usage: packaging/appimage/build-appimage.sh BUNDLE ICONS OUT" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd -P)
id=io.github.liqdesk.liqdesk
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/liqdesk/__init__.py")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dir=$work/AppDir
install -d "$dir"/usr/{bin,lib,share/{applications,metainfo,icons}}
cp -a "$1" "$dir/usr/lib/liqdesk"
ln -s ../lib/liqdesk/liqdesk "$dir/usr/bin/liqdesk"
cp "$root/packaging/linux/$id.desktop" "$dir/usr/share/applications"
python3 "$root/packaging/linux/metainfo.py" "$dir/usr/share/metainfo/$id.appdata.xml"
cp -r "$2/hicolor" "$dir/usr/share/icons"
ln -s "usr/share/applications/$id.desktop" "$dir/$id.desktop"
ln -s "usr/share/icons/hicolor/256x256/apps/$id.png" "$dir/$id.png"
ln -s "$id.png" "$dir/.DirIcon"
ln -s usr/bin/liqdesk "$dir/AppRun"
[[ $("$dir/AppRun" --version) == "liqdesk $version" ]] || { echo "build-appimage: the folder does not start" >&2; exit 1; }
if [[ ${APPIMAGETOOL:-} == '' ]]; then
    echo "build-appimage: the folder is right; APPIMAGETOOL names the tool that would pack it" >&2
    exit 1
fi
ARCH=x86_64 VERSION=$version "$APPIMAGETOOL" --no-appstream "$dir" "$3/liqdesk-$version-x86_64.AppImage"
