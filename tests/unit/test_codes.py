from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.codes import CODES, Code, explanation
from engine.source.yaml_source import read_yaml

ROOT = Path(__file__).parent.parent.parent
USED = {
    code
    for package in ("engine", "accord")
    for file in (ROOT / package).rglob("*.py")
    if "codes" not in file.parts
    for code in re.findall(r"""["'](ACC\d{3})["']""", file.read_text("utf-8"))
}


def test_every_code_that_is_raised_is_explained() -> None:
    assert set(CODES) >= USED


def test_every_code_that_is_explained_is_raised() -> None:
    assert set(CODES) <= USED


def test_codes_are_in_order_and_unique() -> None:
    assert list(CODES) == sorted(CODES)
    assert all(re.fullmatch(r"ACC[0-8]\d\d", code) for code in CODES)


@pytest.mark.parametrize("entry", CODES.values(), ids=lambda entry: entry.code)
def test_entries_are_whole(entry: Code) -> None:
    for said in (entry.title, entry.explanation):
        assert said.fr
        assert said.en
    assert entry.explanation.fr.endswith(".")
    assert entry.explanation.en.endswith(".")
    assert entry.bad
    assert entry.good
    assert entry.bad != entry.good
    assert all(len(line) <= 110 for line in (*entry.bad.splitlines(), *entry.good.splitlines()))


@pytest.mark.parametrize(
    "entry",
    [entry for entry in CODES.values() if entry.code[3] == "3"],
    ids=lambda entry: entry.code,
)
def test_examples_of_cases_are_yaml(entry: Code) -> None:
    for example in (entry.bad, entry.good):
        assert read_yaml("x", example.encode())[1] == []


def test_explanations_are_ready_to_print() -> None:
    said = explanation("ACC105", "fr")
    assert said.startswith("ACC105  nombre au lieu d'un texte\n\n")
    assert '    article: "7.10"\n' in said
    assert explanation("ACC105", "en").count("7.10") >= 2
