#!/bin/bash
# Asks whether holes are known in what is handed out: every package of packaging/requirements.txt at its locked version.
#
#   packaging/audit.sh [PIP-AUDIT'S OPTIONS...]
#
# --strict: a package that could not be asked about is a failure, not a skipped line. Needs the environment of packaging/build.sh and the database behind it on the net (pypi.org, or with `-s osv` osv.dev). A finding
# that does not concern liqdesk is named here, with the reason, as --ignore-vuln.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd -P)
exec "$root/build/env/bin/pip-audit" --strict --require-hashes --disable-pip --progress-spinner off \
    --requirement "$root/packaging/requirements.txt" "$@"
