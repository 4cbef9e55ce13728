#!/bin/bash
# Builds liqdesk.app and a disk image of it on macOS, into dist/. Written by the tools' documentation, not yet tried.
#
#   packaging/macos/build.sh
#
# CODESIGN_IDENTITY ("Developer ID Application: ...") signs with the hardened runtime. NOTARY_PROFILE, a profile made by
# `xcrun notarytool store-credentials`, has Apple notarise it. Without them the program is signed ad hoc and Gatekeeper asks.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$root"
python=${PYTHON:-python3}
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' liqdesk/__init__.py)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0
mkdir -p build dist
make_environment() { # FOLDER LOCK
    "$python" -m venv --clear "$1"
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$2"
}
make_environment build/env packaging/requirements-build.txt
make_environment build/parts packaging/requirements.txt
name=liqdesk-$version-macos-$(uname -m)
build/env/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type application --output-reproducible \
    --spec-version 1.6 --output-format JSON --output-file "dist/$name.cdx.json" build/parts/bin/python
build/parts/bin/python -P packaging/sbom.py "dist/$name.cdx.json"
build/env/bin/python -P packaging/check_sbom.py "dist/$name.cdx.json"

# PyInstaller signs every library inside out, with CODESIGN_IDENTITY and entitlements.plist as the spec tells it.
build/env/bin/python -P packaging/icons.py build/icons
LIQDESK_ICONS=$root/build/icons build/env/bin/pyinstaller --noconfirm --clean --log-level WARN --distpath build/bundle \
    --workpath build/pyinstaller packaging/pyinstaller/liqdesk.spec
app=build/bundle/liqdesk.app
codesign --verify --deep --strict --verbose=2 "$app"
"$app/Contents/MacOS/liqdesk" --profile build/profile --selftest 200

image=dist/$name.dmg
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
ditto "$app" "$stage/liqdesk.app"
ln -s /Applications "$stage/Applications"
cp LICENSE "$stage/LICENSE.txt"
build/parts/bin/python -P packaging/licences.py "$stage/THIRD-PARTY-LICENCES.txt"
hdiutil create -volname "liqdesk $version" -srcfolder "$stage" -format UDZO -ov "$image"
if [[ -n ${CODESIGN_IDENTITY:-} ]]; then codesign --sign "$CODESIGN_IDENTITY" --timestamp "$image"; fi
if [[ -n ${NOTARY_PROFILE:-} ]]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
fi
