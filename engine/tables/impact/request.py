"""What is asked of an impact: the cases, the law before and after, and what to group by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.language.model import Corpus
from engine.questions.question import Question
from engine.tables.impact.causes import Cause

RESULTS: Final = ("impact", "sums", "groups")
"""What a run leaves: what changes, the sums of all cases, how many cases each group has."""


def by_column(rank: int) -> str:
    """Return the column of the results that holds what the totals are grouped by."""
    return f"by_{rank}"


@dataclass(frozen=True, slots=True)
class Grouping:
    """What the totals are grouped by: a fact of the vocabulary, as it is on the day of each right,
    or a column of the table that is none.
    """

    name: str
    is_fact: bool


@dataclass(frozen=True, slots=True)
class ImpactRequest:
    """What is asked: tables (and files of single cases) answered under the law before and the law
    after, whose difference is put down to the `causes`.

    `most_sets` bounds the sets of causes tried where none alone undoes a change.
    """

    tables: tuple[Path, ...]
    files: tuple[Path, ...]
    before: Corpus
    after: Corpus
    causes: tuple[Cause, ...]
    question: Question
    by: tuple[Grouping, ...] = ()
    histories: Path | None = None
    encoding: str = ""
    threads: int | None = None
    memory: str | None = None
    slice_size: int = 0
    most_sets: int = 24
