"""Whatever is read, reading ends in a document or in
findings: never in a traceback, and places never lie.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from depth import some
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.cases.case_reader import choose_corpus, read_case
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.model import Corpus
from engine.source.articles import Articles
from engine.source.cache import _FROM_JSON, _TO_JSON, _as_numbers
from engine.source.corpus_files import OccasionsFile, ReadingsFile, Shared
from engine.source.document import Document, Pointer
from engine.source.reader import _TextFile, read_corpora
from engine.source.schema import NAMES, validate
from engine.source.vocabulary_file import VocabularyFile, Words, vocabulary_of
from engine.source.yaml_source import read_yaml

BASE = Path(__file__).parent.parent / "examples" / "base"
FILES = {
    file.relative_to(BASE).as_posix(): file.read_bytes() for file in sorted(BASE.rglob("*.yaml"))
}
PIECES = [
    "a: b\n",
    "- ",
    "  ",
    "\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ": ",
    ":",
    '"x"',
    "'y'",
    "key",
    " #c",
    "? ",
    "|\n",
    ">-\n",
    "é",
    "1",
    "7.10",
    "-",
    "\t",
]
PIECES += [
    "&a ",
    "*a",
    "!t ",
    "%",
    "@",
    "`",
    "---\n",
    "...\n",
    "<<: ",
    '"\\x41"',
    '"\\ud800"',
    "null",
    "\r\n",
    "\u2028",
    "\x85",
    "\ufeff",
    "\\",
    '"',
    "'",
]
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.decimals(allow_nan=False, allow_infinity=False, places=2)
)  # fmt: skip


def words_of(content: bytes) -> set[str]:
    document, _ = read_yaml("x", content)
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.update(node)
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, str):
            found.add(node)

    walk(document.tree if document else None)
    return found


WORDS = st.sampled_from(sorted({word for content in FILES.values() for word in words_of(content)}))
TREES = st.recursive(
    SCALARS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=20,
)


def as_yaml(tree: Any) -> bytes:
    return json.dumps(tree, default=str, ensure_ascii=False).encode("utf-8", "surrogatepass")


def document_of(tree: Any) -> Document | None:
    document, findings = read_yaml("f.yaml", as_yaml(tree))
    assert (document is None) == bool(findings)
    return document


def read_as_everything(document: Document) -> list[Diagnostic]:
    """Read a document as each kind of file, whatever it is."""
    findings: list[Diagnostic] = []
    Articles(document, findings, "text").article()
    _TextFile(document, findings).text_of()
    words, shared = Words(), Shared()
    VocabularyFile(document, findings).add_to(words)
    vocabulary_of(words, findings)
    OccasionsFile(document, findings).add_to(shared)
    ReadingsFile(document, findings).add_to(shared)
    return findings


@pytest.fixture(scope="module")
def corpora() -> dict[str, Corpus]:
    return read_corpora([BASE])[0]


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes(content: bytes) -> None:
    document, findings = read_yaml("f.yaml", content)
    assert (document is None) == bool(findings)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
@example("a: |\n  x\n---")
@settings(max_examples=some(60, 200), deadline=None)
def test_any_text(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    document, findings = read_yaml("f.yaml", content)
    assert (document is None) == bool(findings)
    for finding in findings:
        assert finding.location.line >= 0
        assert str(finding)
    if document is not None:
        read_as_everything(document)


@given(TREES)
@settings(max_examples=some(50, 150), deadline=None)
def test_any_tree_is_read_as_any_file(tree: Any) -> None:
    document = document_of(tree)
    if document is not None:
        for finding in read_as_everything(document):
            assert finding.location.line >= 1
            assert str(finding.message)
        for name in NAMES:
            for finding in validate(document, name):
                assert finding.location.line >= 1


@given(st.data())
@settings(max_examples=some(60, 200), deadline=None)
def test_a_file_with_something_else_in_it(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    document, _ = read_yaml(name, FILES[name])
    assert document is not None
    changed = document_of(_with_a_change(document.tree, data))
    if changed is not None:
        read_as_everything(changed)
        shape = {"text.yaml": "text", "case.yaml": "case"}.get(
            name.rpartition("/")[2], name.rpartition("/")[2].partition(".")[0]
        )
        validate(changed, shape if shape in NAMES else "article")


def _with_a_change(node: Any, data: st.DataObject) -> Any:
    """Return a copy of a tree in which one node is replaced by another."""
    if isinstance(node, dict) and node and data.draw(st.integers(0, 3)):
        key = data.draw(st.sampled_from(sorted(node)))
        return {**node, key: _with_a_change(node[key], data)}
    if isinstance(node, list) and node and data.draw(st.integers(0, 3)):
        rank = data.draw(st.integers(0, len(node) - 1))
        return [*node[:rank], _with_a_change(node[rank], data), *node[rank + 1 :]]
    return data.draw(TREES)


@given(TREES)
@settings(max_examples=some(50, 150), deadline=None)
def test_any_case(corpora: dict[str, Corpus], tree: Any) -> None:
    document = document_of({"corpus": "pact", **tree} if isinstance(tree, dict) else tree)
    if document is not None and not (isinstance(tree, dict) and "corpus" in tree):
        facts, findings = read_case(document, choose_corpus(document, corpora).vocabulary)
        assert (facts is None) == bool(findings)
        if facts is not None:
            for name, value in facts.values.items():
                assert facts.locate(name).line >= 1
                assert isinstance(value, bool | int | Decimal | date | str)


@given(st.dictionaries(WORDS, TREES, min_size=1))
@settings(deadline=None)
def test_places_are_kept_through_reading_and_cache(tree: dict[str, Any]) -> None:
    document = document_of(tree)
    if document is None:
        return
    kept = Document(
        "f.yaml",
        _FROM_JSON.decode(_TO_JSON.encode(document.tree)),
        memoryview(_as_numbers(document.positions)).cast("I"),
    )
    assert kept.tree == document.tree
    lines = as_yaml(tree).decode("utf-8", "surrogatepass").splitlines()

    def walk(node: Any, at: Pointer) -> None:
        place = document.locate(at)
        assert kept.locate(at) == place
        assert document.part(at).locate(()) == place
        assert lines[place.line - 1][place.column - 1] == first_character(node)
        children = (
            node.items()
            if isinstance(node, dict)
            else enumerate(node)
            if isinstance(node, list)
            else ()
        )
        for key, child in children:
            walk(child, (*at, key))

    walk(document.tree, ())


def first_character(node: Any) -> str:
    return {dict: "{", list: "[", str: '"'}.get(type(node), "") or json.dumps(
        node, default=str
    ).strip('"')[0]
