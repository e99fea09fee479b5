"""Faults written into the guild, an amendment or a table at a time: each is found where its word
stands, and nothing is answered beside it.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.checks import check_corpus
from engine.diagnostics.diagnostic import RefusedInput
from engine.library import load, load_case
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.source.reader import read_corpora
from tests.guild import FOLDER

AMENDED = "amendments/guild_first/art_1.yaml"
ARTICLE_2, ARTICLE_41 = "rulesets/guild/art_2.yaml", "rulesets/guild/art_41.yaml"
CIRCLE = "amendments/guild_second/art_1.yaml"
WORDS = "rulesets/guild/vocabulary.yaml"


def with_a_fault(folder: Path, file: str, right: str, wrong: str) -> tuple[Path, Path]:
    """Return the folders of the guild and of its amendments, one word of a file being wrong."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    written = (folder / file).read_text(encoding="utf-8")
    assert right in written
    (folder / file).write_text(written.replace(right, wrong, 1), encoding="utf-8")
    return folder / "rulesets", folder / "amendments"


@pytest.mark.parametrize(
    ("file", "right", "wrong", "found"),
    [
        # an operation that no text makes: nothing says which answers it would have changed
        (CIRCLE, "cell_again", "cell_agan", [("ACC201", CIRCLE, 7, 24)]),
        # an article that becomes what it is
        (AMENDED, 'number: "75"', 'number: "70"', [("ACC275", AMENDED, 32, 13)]),
        # one name is wrong, and what is asked of the elements of that name is not
        (ARTICLE_2, "{every: members", "{every: memers", [("ACC235", ARTICLE_2, 13, 20)]),
        # what a bracket gives is written as a share
        (
            ARTICLE_41,
            "{up_to: 500, is: 2}, {is: 1.50}]",
            "{up_to: 500, is: 20 %}, {up_to: 400, is: 15 %}, {is: 10 %}]",
            [("ACC207", ARTICLE_41, 25, 127)],
        ),
    ],
)
def test_a_fault_is_found_once_at_its_word(
    tmp_path: Path, file: str, right: str, wrong: str, found: list[tuple[str, str, int, int]]
) -> None:
    corpora, findings = read_corpora(with_a_fault(tmp_path, file, right, wrong))
    assert findings == []
    assert [
        (
            one.code,
            Path(one.location.path).relative_to(tmp_path).as_posix(),
            one.location.line,
            one.location.column,
        )
        for one in check_corpus(corpora["guild"])
    ] == found


@pytest.mark.parametrize(
    ("file", "right", "wrong", "found"),
    [
        # a number is part of an address, whose parts a `/` separates
        (AMENDED, 'number: "75"', 'number: "7/5"', ("ACC106", 32, 13)),
        (WORDS, "minimum: 0, maximum: 100000, label", "minimum: 9, maximum: 8, label", None),
        (WORDS, "singular: member", "singular: indicator", ("ACC114", 35, 15)),
    ],
)
def test_a_fault_of_writing_is_found_at_its_word(
    tmp_path: Path, file: str, right: str, wrong: str, found: tuple[str, int, int] | None
) -> None:
    written = (FOLDER / file).read_text(encoding="utf-8")
    column = len(written.partition(right)[0].rpartition("\n")[2]) + len("minimum: 9, maximum: ") + 1
    _, findings = read_corpora(with_a_fault(tmp_path, file, right, wrong))
    assert [(one.code, one.location.line, one.location.column) for one in findings] == [
        found or ("ACC114", 16, column)
    ]


def test_what_an_unknown_operation_would_change_is_not_answered(tmp_path: Path) -> None:
    folders = with_a_fault(tmp_path, CIRCLE, "cell_again", "cell_agan")
    with pytest.raises(RefusedInput) as caught:
        load(folders)
    assert [one.code for one in caught.value.diagnostics] == ["ACC201"]


def test_a_question_is_refused_at_the_word_that_fails(tmp_path: Path) -> None:
    """As `accord check` says it: the column is that of `sign`, not that of its mapping."""
    folders = with_a_fault(tmp_path, AMENDED, "{row: signs,", "{row: sign,")
    corpus, facts = load_case(str(FOLDER / "sums.yaml"), load(folders))
    with pytest.raises(RefusedInput) as caught:
        funding(corpus, facts, Question(date(2023, 6, 1), date(2026, 1, 1)))
    first = caught.value.diagnostics[0]
    assert (first.code, first.location.line, first.location.column) == ("ACC271", 11, 19)
