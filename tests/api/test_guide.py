"""The guide « accord from Python » and its notebook, run: what they show is what they say."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
GUIDES = ROOT / "docs" / "guides"
NOTEBOOK = GUIDES / "python.ipynb"

pytest.importorskip("pandas")


@pytest.mark.parametrize("page", ["python.md", "python.fr.md"])
def test_the_examples_of_the_guide_are_true(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (
        (GUIDES / page).read_text(encoding="utf-8").replace("```", "\n")
    )  # where a block ends, so does what an example shows
    example = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    assert len(example.examples) > 15
    assert doctest.DocTestRunner().run(example).failed == 0


def test_the_two_languages_show_the_same_code() -> None:
    calls = [
        [
            line
            for line in (GUIDES / page).read_text(encoding="utf-8").splitlines()
            if line.startswith("| `")
        ]
        for page in ("python.md", "python.fr.md")
    ]
    assert [line.split("|")[1] for line in calls[0]] == [line.split("|")[1] for line in calls[1]]
    prompts, other_prompts = [
        [line.split("=")[0].split("(")[0] for line in code if line.startswith(">>> ")]
        for code in (
            (GUIDES / page).read_text(encoding="utf-8").splitlines()
            for page in ("python.md", "python.fr.md")
        )
    ]
    named = {"amendment": "avenant", "small": "petit"}
    translated = [
        re.sub("|".join(named), lambda name: named[name.group()], line) for line in prompts
    ]
    assert translated == other_prompts


def outputs(notebook: dict[str, Any]) -> list[Any]:
    return [cell.get("outputs") for cell in notebook["cells"]]


def test_the_notebook_shows_what_its_cells_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from docpages.notebook import run

    committed = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert outputs(run(NOTEBOOK)) == outputs(committed), "run `python docs/regenerate.py`"
    assert len([one for one in outputs(committed) if one]) > 8


def test_the_notebook_is_one() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert {cell["cell_type"] for cell in notebook["cells"]} == {"code", "markdown"}
