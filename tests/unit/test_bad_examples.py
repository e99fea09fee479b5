"""Each folder of `tests/examples/bad` is laid over
`tests/examples/base` and gives exactly the code that it is named after.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from french import english_in

from engine.cases.case_reader import choose_corpus, read_case
from engine.checks import check_corpus
from engine.codes import CODES
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.temporal import default_day
from engine.mutation.reasons_named import reasons_for_nothing
from engine.source.cache import _Pack
from engine.source.reader import read_corpora
from engine.source.yaml_source import read_file
from engine.testing.expected import unable
from engine.testing.scenario import SUFFIX, read_scenarios

EXAMPLES = Path(__file__).parent.parent / "examples"
BAD = sorted(folder for folder in (EXAMPLES / "bad").iterdir() if folder.is_dir())
OF_A_WHOLE = {
    "ACC204",
    "ACC205",
}  # what is at fault is no word of theirs: two rules that could meet, a circle
UNCHANGED = _Pack(None)  # the files of the base are read once
ELSEWHERE = {
    *(
        "ACC001",
        "ACC002",
        "ACC003",
        "ACC006",
    ),  # tests/unit/test_yaml_source.py: they are no content of a file
    "ACC217",  # needs a folder of sources
    "ACC253",  # tests/unit/test_working_days.py: it needs a library that is not installed
    "ACC801",  # tests/editor/test_corpus_schemas.py: a file stands where a folder is to be made
    "ACC822",  # tests/unit/test_coverage_and_mutation.py: the folder named holds no scenario
    "ACC823",  # the same: a scenario is answered, and otherwise than it expects
    "ACC824",  # the same: the file that keeps a mutation is no YAML, and no file of a law
}


def findings_in(example: Path, folder: Path) -> list[Diagnostic]:
    """Lay the example over the base and return all that is found."""
    texts = folder / "texts"
    shutil.copytree(EXAMPLES / "base", texts, ignore=shutil.ignore_patterns("case.yaml"))
    for file in sorted(
        path for path in example.rglob("*") if path.is_file() and path.parent != example
    ):
        target = texts / file.relative_to(example)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(file, target)
    corpora, findings = read_corpora([texts], UNCHANGED.load)
    if not findings:
        findings = [found for corpus in corpora.values() for found in check_corpus(corpus)]
        findings = findings or reasons_for_nothing(corpora.values(), default_day())
    for file in sorted(path for path in example.iterdir() if path.is_file()):
        if file.name.endswith(SUFFIX):
            scenarios, found = read_scenarios(file)
            findings += found
            findings += [
                one
                for read in scenarios
                if corpora
                for one in unable(read.document, read.content, next(iter(corpora.values())))
            ]
            continue
        document, found = read_file(file)
        findings += found
        if document is not None:
            try:
                findings += read_case(document, choose_corpus(document, corpora).vocabulary)[1]
            except RefusedInput as refused:
                findings += refused.diagnostics
    return findings


@pytest.fixture(scope="module", params=BAD, ids=lambda folder: folder.name)
def found_in(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[Diagnostic]]:
    """Each example in turn: the code that it is named after, and what is found in it."""
    return request.param.name[:6], findings_in(request.param, tmp_path_factory.mktemp("law"))


def test_a_bad_example_gives_exactly_its_code(found_in: tuple[str, list[Diagnostic]]) -> None:
    code, found = found_in
    assert {diagnostic.code for diagnostic in found} == {code}, "\n".join(map(str, found))
    for diagnostic in found:
        assert diagnostic.location.path
        assert str(diagnostic.message)
        assert str(diagnostic.hint)
        if diagnostic.code[3] in "2" and diagnostic.code not in OF_A_WHOLE:
            line = (
                Path(diagnostic.location.path)
                .read_text(encoding="utf-8")
                .splitlines()[diagnostic.location.line - 1]
            )
            (pointed, *_) = re.findall(r"\w+", line[diagnostic.location.column - 1 :])
            assert pointed in re.findall(r"\w+", str(diagnostic.message)), (
                f"{diagnostic} points at {pointed}"
            )


def test_a_bad_example_is_told_in_french(found_in: tuple[str, list[Diagnostic]]) -> None:
    for diagnostic in found_in[1]:
        assert diagnostic.in_language("fr") != diagnostic.in_language("en")
        for said in (diagnostic.message, diagnostic.hint):
            french = said.in_language("fr")
            assert french != str(said)
            assert not english_in(french), french
            assert not re.search(r"\{\w+\}", re.sub(r"`[^`]*`", "", french)), french


def test_the_base_is_clean(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert findings_in(tmp_path / "nothing", tmp_path) == []
    corpora, _ = read_corpora([EXAMPLES / "base"])
    document, _ = read_file(EXAMPLES / "base" / "case.yaml")
    assert document is not None
    facts, findings = read_case(document, choose_corpus(document, corpora).vocabulary)
    assert (facts is not None, findings) == (True, [])


def test_every_code_has_a_bad_example() -> None:
    shown = {folder.name[:6] for folder in BAD}
    elsewhere = ELSEWHERE | {
        code for code in CODES if code[3] in "467"
    }  # questions, tables of cases and the server have their own tests
    assert shown | elsewhere == set(CODES)
    assert not shown & elsewhere


def test_an_operator_written_in_french_is_not_taken_for_its_contrary(tmp_path: Path) -> None:
    (finding,) = findings_in(EXAMPLES / "bad" / "ACC101-operator", tmp_path)
    assert str(finding.hint) == "did you mean `at_least`?"


def test_an_unknown_line_is_placed_where_the_rule_names_it(tmp_path: Path) -> None:
    (finding,) = findings_in(EXAMPLES / "bad" / "ACC212-line-and-provision", tmp_path)
    assert (finding.location.line, finding.location.column) == (10, 28)
