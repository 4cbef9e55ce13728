"""Holds a list of parts to the schema of CycloneDX: python packaging/check_sbom.py FILE, in the environment that builds."""

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python packaging/check_sbom.py FILE")
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if fault is not None:
        raise SystemExit(f"check_sbom: {sys.argv[1]} is no CycloneDX 1.6: {str(fault.data)[:500]}")
