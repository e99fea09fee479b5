"""The cycling agreement in a folder of its own, and a server that an editor has open on it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.client import Editor

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "other_agreement"
SCENARIOS = """\
# how the first year is paid
scenarios:
  - scenario: first_year
    title: The base of a middle employer.
    rulesets: [rulesets]
    case:
      corpus: velo
      agreement: {signed_on: "2023-03-01"}   # the day of joining
      employer: {staff: 120, in_town: true}
      actions: {parking: {started_on: "2023-03-01"}}
    question: {query: funding, on: "2023-06-01"}
    expect: {entitlements: [{line: base}]}
"""


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the agreement, a case and a scenario: who changes it puts it back."""
    tmp_path = tmp_path_factory.mktemp("editor")
    shutil.copytree(EXAMPLE, tmp_path / "work", ignore=shutil.ignore_patterns(".accord"))
    (tmp_path / "work" / "first.scenario.yaml").write_text(SCENARIOS, encoding="utf-8")
    return tmp_path / "work"


@pytest.fixture(scope="package")
def running(folder: Path) -> Iterator[Editor]:
    """An editor with `accord lsp` behind it."""
    command = [sys.executable, "-m", "engine", "lsp", "--no-shipped", "--lang", "en"]
    opened = Editor(command, folder)
    yield opened
    opened.refused("accord/nothing", {})
    faults = opened.faults()
    opened.close()
    assert "Traceback" not in faults, faults


@pytest.fixture
def editor(running: Editor) -> Iterator[Editor]:
    """The editor, in which the test opens its files: they are closed after it."""
    yield running
    running.close_all()
