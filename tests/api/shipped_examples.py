"""The examples that the tests of the Python API ask about."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "cpts_exemple.yaml"
OTHER = ROOT / "examples" / "other_agreement"
AMENDED = ROOT / "examples" / "avenant_3"
