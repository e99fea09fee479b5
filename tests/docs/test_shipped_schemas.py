"""The schemas made for the shipped law: they are current, and its files name them."""

from __future__ import annotations

from pathlib import Path

from docpages.corpus_schemas import shipped_schemas

from engine.editor.schema_files import schema_address, shape_of

ROOT = Path(__file__).resolve().parents[2]
RULESETS = ROOT / "rulesets"


def test_the_committed_schemas_of_the_shipped_law_are_current() -> None:
    folder = ROOT / "schemas"
    committed = {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in (folder / "corpora").rglob("*.json")
    }
    assert committed == shipped_schemas(), "run `python docs/regenerate.py`"


def test_each_shipped_file_names_the_schema_made_for_it() -> None:
    files = [*RULESETS.rglob("*.yaml"), *(ROOT / "scenarios").rglob("*.yaml")]
    files += [ROOT / "examples" / f"{name}.yaml" for name in ("cpts_exemple", "projet_paris")]
    made = ROOT / "schemas" / "corpora" / "cpts"
    for file in files:
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert first == schema_address(file, shape_of(file), made), file
