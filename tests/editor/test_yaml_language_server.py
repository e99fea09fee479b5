"""The language server of YAML that most editors have, on the shipped files as they are: each begins
with the line that leads to the schemas made for the shipped law. It finds nothing in them, and every
wrong word in broken ones; it completes and explains.

It is that of npm: the one on the path, else one that npm installs for the tests. Without Node,
these tests are skipped.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.depth import DEEP
from tests.editor.client import Editor, place_of
from tests.editor.corpora import ROOT

pytestmark = pytest.mark.slow
VERSION = "1.25.0"
SETTINGS = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False},
    }
}
AMENDING = "rulesets/avenant_2/art_4.yaml"
CASE = "examples/cpts_exemple.yaml"
READ = (
    AMENDING,
    "rulesets/aci_2019/text.yaml",
    "rulesets/aci_2019/vocabulary.yaml",
    "rulesets/aci_2019/occasions.yaml",
    "rulesets/aci_2019/readings.yaml",
    "rulesets/aci_2019/untested.yaml",
    "rulesets/aci_2019/art_7_1.yaml",
    "rulesets/aci_2019/art_8.yaml",
    "scenarios/funding/crises.scenario.yaml",
    "examples/projet_paris.yaml",
    CASE,
)


@pytest.fixture(scope="module")
def command(pytestconfig: pytest.Config) -> list[str]:
    """How the server is run; the tests are skipped where there is none."""
    found = shutil.which("yaml-language-server")
    if found is not None:
        return [found, "--stdio"]
    npm, cache = shutil.which("npm"), pytestconfig.cache
    if npm is None or shutil.which("node") is None or cache is None:
        pytest.skip("no Node")
    folder = cache.mkdir("yaml-language-server")
    server = folder / "node_modules" / ".bin" / "yaml-language-server"
    if not server.exists():
        install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder)]
        done = subprocess.run(
            [*install, f"yaml-language-server@{VERSION}"], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("npm installs nothing here")
    return [str(server), "--stdio"]


@pytest.fixture(scope="module")
def editor(command: list[str]) -> Iterator[Editor]:
    opened = Editor(command, ROOT, SETTINGS)
    yield opened
    opened.close()


def test_nothing_is_found_in_files_that_are_right(editor: Editor) -> None:
    files = [ROOT / name for name in READ]
    if DEEP:
        files += sorted((ROOT / "rulesets").glob("*/*.yaml"))
        files += sorted((ROOT / "scenarios").glob("*/*.yaml"))
    said = [
        (file.name, found["range"]["start"], found["message"])
        for file in dict.fromkeys(files)
        for found in editor.findings(editor.open(file))
    ]
    assert said == []


WRONG = [
    ("on: contract_year", "on: contract_yeer", "contract_yeer"),
    ("community.size}", "community.sise}", "community.sise"),
    ("reading: ", "reading: no_", "no_"),
    ("at_least: 100", "at_leest: 100", "at_leest"),
    ("table: aci_2019/8/additional", "table: aci_2019/9/additional", "aci_2019/9/"),
    ("community.members_counted: {", "community.member_counted: {", "community.member_counted"),
    ("document: avenant_2", "document: avenant_3", "avenant_3"),
]


def test_a_wrong_word_is_found_where_it_stands(editor: Editor) -> None:
    file = ROOT / AMENDING
    text = file.read_text(encoding="utf-8")
    uri = file.as_uri()
    for version, (right, wrong, word) in enumerate(WRONG, start=2):
        assert right in text, right
        broken = text.replace(right, wrong, 1)
        editor.change(uri, broken, version)
        found = editor.findings(uri, at_least=1)
        line, column = place_of(broken, word)
        assert [each["range"]["start"] for each in found] == [{"line": line, "character": column}]
    editor.change(uri, text, 99)
    assert editor.findings(uri) == []


def test_a_wrong_fact_of_a_case_is_found(editor: Editor) -> None:
    file = ROOT / CASE
    text = file.read_text(encoding="utf-8")
    broken = text.replace("signed_on", "signed_onn", 1)
    editor.change(file.as_uri(), broken, 2)
    line, column = place_of(broken, "signed_onn")
    start = editor.findings(file.as_uri(), at_least=1)[0]["range"]["start"]
    assert start == {"line": line, "character": column}


def labels(editor: Editor, file: Path, text: str, word: str, version: int) -> dict[str, Any]:
    """What is proposed just after a word, by label."""
    editor.change(file.as_uri(), text, version)
    line, column = place_of(text, word)
    found = editor.at("completion", file.as_uri(), line, column + len(word))
    return {each["label"]: each for each in found["items"]}


def test_every_word_of_the_corpus_is_completed_with_what_it_means(
    editor: Editor,
) -> None:
    file = ROOT / AMENDING
    text = file.read_text(encoding="utf-8")
    occasions = labels(editor, file, text, "        on: ", 100)
    assert {"contract_year", "signature"} <= {*occasions}
    assert "année" in occasions["contract_year"]["documentation"]
    facts = labels(editor, file, text, "column: {fact: ", 101)
    assert "contract.signed_on" in facts
    tables = labels(editor, file, text, "amount: {table: ", 102)
    assert "aci_2019/8/amounts" in tables
    assert "contract_year" not in tables
    numbers = labels(editor, file, text, "community.members_counted: {", 103)
    assert {"is", "one_of", "multiple_of"} <= {*numbers}
    assert "on_or_before" not in numbers
    editor.change(file.as_uri(), text, 199)


def test_hover_tells_what_a_word_stands_for(editor: Editor) -> None:
    file = ROOT / AMENDING
    text = file.read_text(encoding="utf-8")
    line, column = place_of(text, "on: contract_year")
    shown = editor.at("hover", file.as_uri(), line, column + 6)["contents"]["value"]
    assert "`contract_year`: " in shown
    line, column = place_of(text, "community.members_counted: {at_least")
    shown = editor.at("hover", file.as_uri(), line, column + 3)["contents"]["value"]
    assert "membres" in shown
