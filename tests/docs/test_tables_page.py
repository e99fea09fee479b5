"""docs/tables.md shows what the compiler makes of a rule today, and its passes."""

from __future__ import annotations

from pathlib import Path

from docpages.tables import PAGE, table_files

from engine.tables.passes import PASSES

ROOT = Path(__file__).parent.parent.parent


def test_the_rule_followed_is_what_the_compiler_makes_of_it() -> None:
    written = (ROOT / PAGE).read_text(encoding="utf-8")
    assert written == table_files(ROOT)[PAGE], "run `python docs/regenerate.py`"
    assert "CASE WHEN" in written.replace("CASE\n    WHEN", "CASE WHEN")
    assert all(f"| `{one.name}` |" in written for one in PASSES)
