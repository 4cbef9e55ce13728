# Builds the bundle and the installer on Windows, into dist\. Written by the tools' documentation, not yet tried.
#
#   packaging\windows\build.ps1
#
# Needs a 64-bit Python, NSIS (makensis on the path) and, to sign, signtool and the thumbprint of a certificate in
# LIQDESK_CERTIFICATE. Every Python package is checked by its hash.
$ErrorActionPreference = "Stop"
$root = (Resolve-Path "$PSScriptRoot\..\..").Path
Set-Location $root
$version = (Select-String -Path liqdesk\__init__.py -Pattern '^__version__ = "(.*)"$').Matches[0].Groups[1].Value
$authors = (Select-String -Path pyproject.toml -Pattern '^authors = \[\{ name = "([^"]*)"').Matches[0].Groups[1].Value
$env:SOURCE_DATE_EPOCH = git log -1 --format=%ct
$env:PYTHONHASHSEED = "0"

function Run { # COMMAND ARGUMENTS...: PowerShell goes on after a program that failed
    & $args[0] $args[1..($args.Count)]
    if ($LASTEXITCODE -ne 0) { throw "$($args[0]) ended with $LASTEXITCODE" }
}
function Sign([string]$file) {
    if (-not $env:LIQDESK_CERTIFICATE) { Write-Host "not signed: $file"; return }
    Run signtool sign /sha1 $env:LIQDESK_CERTIFICATE /fd SHA256 /tr http://timestamp.digicert.com /td SHA256 $file
}

foreach ($one in @(@("build\env", "packaging\requirements-build.txt"), @("build\parts", "packaging\requirements.txt"))) {
    Run python -m venv --clear $one[0]
    Run "$($one[0])\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --require-hashes -r $one[1]
}
$python = "$root\build\env\Scripts\python.exe"
$parts = "$root\build\parts\Scripts\python.exe"
New-Item -ItemType Directory -Force dist | Out-Null
$sbom = "dist\liqdesk-$version-windows.cdx.json"
Run build\env\Scripts\cyclonedx-py.exe environment --pyproject pyproject.toml --mc-type application --output-reproducible `
    --spec-version 1.6 --output-format JSON --output-file $sbom $parts
Run $parts -P packaging\sbom.py $sbom
Run $python -P packaging\check_sbom.py $sbom

Run $python -P packaging\icons.py build\icons
$env:LIQDESK_ICONS = "$root\build\icons"
Run build\env\Scripts\pyinstaller.exe --noconfirm --clean --log-level WARN --distpath build\bundle --workpath build\pyinstaller `
    packaging\pyinstaller\liqdesk.spec
Copy-Item LICENSE build\bundle\liqdesk\LICENSE.txt
Run $parts -P packaging\licences.py build\bundle\liqdesk\THIRD-PARTY-LICENCES.txt
Sign build\bundle\liqdesk\liqdesk.exe
Sign build\bundle\liqdesk\liqdesk-console.exe
Run build\bundle\liqdesk\liqdesk-console.exe --profile build\profile --selftest 200

Run makensis -V2 -WX "-DPAYLOAD=$root\build\bundle\liqdesk" "-DVERSION=$version" "-DAUTHORS=$authors" "-DICON=$root\build\icons\liqdesk.ico" `
    "-DOUT=$root\dist\liqdesk-$version-setup.exe" packaging\windows\liqdesk.nsi
Sign "dist\liqdesk-$version-setup.exe"
